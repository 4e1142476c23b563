package dev.kindred.datastore.engine.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MessageTests {

    @Test
    void namesItsSenderItsProbeAndItsQueues() {
        assertThat(Message.of("7.3 \nmail\nkäse"))
                .isEqualTo(new Message("7.3", "", new LinkedHashSet<>(Set.of("mail", "käse")), false));
        assertThat(Message.of("7.3 x-y")).isEqualTo(new Message("7.3", "x-y", Set.of(), false));
    }

    @Test
    void whatFitsInNoMessageIsOfAllQueues() {
        Set<String> many = IntStream.range(0, 2_000).mapToObj(i -> "queue-" + i).collect(Collectors.toSet());

        assertThat(Message.of(Message.text("1.1", "", many))).isEqualTo(new Message("1.1", "", Set.of(), true));
        assertThat(Message.of(Message.text("1.1", "", Set.of("a\nb"))).all()).isTrue();
        assertThat(Message.of(Message.text("1.1", "", Set.of(""))).all()).isTrue();
    }

    @Test
    void whatItWasMadeOfComesBack() {
        assertThat(Message.of(Message.text("1.1", "", Set.of("a b"))).queues()).containsExactly("a b");
    }
}
