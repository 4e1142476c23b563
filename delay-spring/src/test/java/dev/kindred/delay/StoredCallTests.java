package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredCallTests {

    @Test
    void theCallOfATaskIsReadWithoutItsFunction() {
        StoredCall call = StoredCall.find(task("{\"key\":\"mail.welcome\",\"args\":[\"ada\",{\"n\":1}]}"));

        assertThat(call).isNotNull().hasToString("mail.welcome");
        assertThat(call.function()).isEqualTo("mail.welcome");
        assertThat(call.arguments()).isEqualTo("[\"ada\",{\"n\":1}]");
    }

    @Test
    void aTaskThatIsNoCallHasNone() {
        assertThat(StoredCall.find(task("17:3"))).isNull();
        assertThat(StoredCall.find(task(""))).isNull();
        assertThat(StoredCall.find(task("{\"args\":[]}"))).isNull();
    }

    @Test
    void aTornCallStillHasItsFunction() {
        StoredCall call = StoredCall.find(task("{\"key\":\"mail.welcome\",\"args\":[\"a"));

        assertThat(call).isNotNull();
        assertThat(call.function()).isEqualTo("mail.welcome");
        assertThat(call.arguments()).isNull();
    }

    @Test
    void deadLettersAreChosenByFunction() {
        DeadTask letter =
                new DeadTask(task("{\"key\":\"mail.welcome\",\"args\":[]}"), DeadTask.Reason.RETRIES_EXHAUSTED, 0);

        assertThat(StoredCall.of("mail.welcome")).accepts(letter);
        assertThat(StoredCall.of("mail.other")).rejects(letter);
    }

    private static TaskRow task(String payload) {
        return TaskRow.waiting(1, "default", null, 0, 100, payload.getBytes(StandardCharsets.UTF_8), Map.of(), 0);
    }
}
