package dev.kindred.delay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OidcTokensTests {

    private static final String AUDIENCE = "https://shop.example/_ah/queue/delay";
    private static final String ROBOT = "tasks@shop.iam.gserviceaccount.com";

    private static RSAKey key;
    private static RSAKey stranger;

    private HttpServer server;
    private String issuer;
    private OidcTokens tokens;

    @BeforeAll
    static void generate() throws JOSEException {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        stranger = new RSAKeyGenerator(2048).keyID("k1").generate();
    }

    @BeforeEach
    void publish() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        serve(
                "/.well-known/openid-configuration",
                "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + issuer
                        + "/keys\",\"subject_types_supported\":[\"public\"]}");
        serve("/keys", new JWKSet(key.toPublicJWK()).toString());
        server.start();
        tokens = OidcTokens.of(AUDIENCE, List.of(issuer), List.of(ROBOT, "Other@shop.example"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a4_tokenOfAnAllowedAccountIsAccepted() {
        assertThat(tokens.accepts(token(claims -> {}))).isTrue();
        assertThat(tokens.accepts(token(claims -> claims.claim("email", "OTHER@shop.example"))))
                .isTrue();
        assertThat(tokens.accepts(token(claims -> claims.audience(List.of("x", AUDIENCE)))))
                .isTrue();
    }

    @Test
    void b75_tokenOfAnotherAudienceAccountOrIssuerIsRefused() {
        assertThat(tokens.accepts(token(claims -> claims.audience("https://evil.example"))))
                .isFalse();
        assertThat(tokens.accepts(token(claims -> claims.audience((String) null))))
                .isFalse();
        assertThat(tokens.accepts(token(claims -> claims.claim("email", "eve@evil.example"))))
                .isFalse();
        assertThat(tokens.accepts(token(claims -> claims.claim("email", null)))).isFalse();
        assertThat(tokens.accepts(token(claims -> claims.claim("email", List.of(ROBOT)))))
                .isFalse();
        assertThat(tokens.accepts(token(claims -> claims.claim("email_verified", false))))
                .isFalse();
        assertThat(tokens.accepts(token(claims -> claims.claim("email_verified", null))))
                .isFalse();
        assertThat(tokens.accepts(token(claims -> claims.issuer("https://accounts.example"))))
                .isFalse();
    }

    @Test
    void tokenThatIsNotValidNowIsRefused() {
        assertThat(tokens.accepts(token(claims -> claims.expirationTime(in(Duration.ofMinutes(-5))))))
                .isFalse();
        assertThat(tokens.accepts(token(claims -> claims.notBeforeTime(in(Duration.ofMinutes(5))))))
                .isFalse();
        assertThat(tokens.accepts(token(claims -> claims.expirationTime(null)))).isFalse();
    }

    @Test
    void tokenThatIsForgedOrNoneIsRefused() {
        String valid = token(claims -> {});

        assertThat(tokens.accepts(signed(stranger, claims(claims -> {})))).isFalse();
        assertThat(tokens.accepts(new PlainJWT(claims(claims -> {})).serialize()))
                .isFalse();
        assertThat(tokens.accepts(valid.substring(0, valid.length() - 20))).isFalse();
        assertThat(tokens.accepts(valid.substring(0, valid.lastIndexOf('.') + 1)))
                .isFalse();
        assertThat(tokens.accepts("")).isFalse();
        assertThat(tokens.accepts("a.b.c")).isFalse();
        assertThat(tokens.accepts("münchen")).isFalse();
    }

    @Test
    void issuerThatCannotBeReachedIsNoRefusal() {
        String valid = token(claims -> {});
        server.stop(0);

        assertThatRuntimeException().isThrownBy(() -> tokens.accepts(valid));
    }

    private String token(Consumer<JWTClaimsSet.Builder> change) {
        return signed(key, claims(change));
    }

    private JWTClaimsSet claims(Consumer<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(AUDIENCE)
                .subject("1234567890")
                .claim("email", ROBOT)
                .claim("email_verified", true)
                .issueTime(in(Duration.ZERO))
                .expirationTime(in(Duration.ofHours(1)));
        change.accept(claims);
        return claims.build();
    }

    private static String signed(RSAKey with, JWTClaimsSet claims) {
        try {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(with.getKeyID())
                            .build(),
                    claims);
            jwt.sign(new RSASSASigner(with));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Date in(Duration time) {
        return Date.from(Instant.now().plus(time));
    }

    private void serve(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}
