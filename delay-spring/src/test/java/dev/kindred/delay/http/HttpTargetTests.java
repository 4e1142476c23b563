package dev.kindred.delay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTargetTests {

    @ParameterizedTest
    @CsvSource({
        "http://reports.internal:8080, http://reports.internal:8080/_ah/queue/delay",
        "https://reports.example, https://reports.example/_ah/queue/delay",
        "HTTP://localhost:1/tasks/in, HTTP://localhost:1/tasks/in",
        "http://10.1.2.3, http://10.1.2.3/_ah/queue/delay",
        "http://[::1]:8080, http://[::1]:8080/_ah/queue/delay",
        "http://reports?shop=berlin, http://reports/_ah/queue/delay?shop=berlin",
        "http://reports/, http://reports/"
    })
    void operatorMayNameAnyHostOfTheNetworkOrThisMachine(String text, String url) {
        assertThat(HttpTarget.of(text)).hasToString(url).isEqualTo(HttpTarget.of(url));
    }

    @ParameterizedTest
    @CsvSource({
        "reports.internal:8080, must begin with http",
        "/tasks, must begin with http",
        "ftp://reports, must begin with http",
        "file:///etc/passwd, must begin with http",
        "gopher://reports/, must begin with http",
        "http://user:secret@reports, user or a password",
        "http://user@reports, user or a password",
        "http://a@b@reports, user or a password",
        "http://reports/#top, fragment",
        "http://, no URL",
        "http:///tasks, no valid host",
        "http://my_reports:80x/, no valid host",
        "http://reports:0, 1 to 65535",
        "http://reports:70000, 1 to 65535",
        "http://re ports, no URL",
        "'http://reports\r\nHost: evil', no URL",
        "http://169.254.169.254/latest/meta-data, of the local link",
        "http://[fe80::1]:8080, of the local link",
        "http://[::ffff:169.254.169.254], of the local link",
        "http://[64:ff9b::a9fe:a9fe], of the local link",
        "http://[2002:a9fe:a9fe::1], of the local link",
        "http://[::a9fe:a9fe], of the local link",
        "http://[fd00:ec2::254], cloud's metadata",
        "http://100.100.100.200, cloud's metadata",
        "http://0.0.0.0:8080, no machine",
        "http://[::]:8080, no machine",
        "http://255.255.255.255, no machine",
        "http://224.0.0.1, of a group",
        "http://[ff02::1], of a group",
        "http://2852039166, of the local link",
        "http://999.1.1.1, no valid"
    })
    void b75_targetThatCannotBeMeantIsRefused(String text, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpTarget.of(text))
                .withMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "::1", "fd12::1", "93.184.215.14"})
    void networksAndThisMachineAreNoUnsafeAddresses(String address) throws UnknownHostException {
        assertThat(UnsafeAddresses.refusal(InetAddress.getByName(address))).isNull();
    }

    @Test
    void targetsOfTheSameUrlAreEqual() {
        assertThat(HttpTarget.of("http://a"))
                .hasSameHashCodeAs(HttpTarget.of("http://a"))
                .isNotEqualTo(HttpTarget.of("http://b"));
    }
}
