package dev.kindred.datastore.spring.data.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.data.domain.ScrollPosition;
import org.springframework.data.domain.Window;

class CursorPositionTests {

    @Test
    void noCursorIsTheBeginning() {
        assertThat(CursorPosition.of((String) null)).isEqualTo(ScrollPosition.keyset());
        assertThat(CursorPosition.of("")).isEqualTo(ScrollPosition.keyset());
        assertThat(CursorPosition.toCursor(ScrollPosition.keyset())).isNull();
    }

    @Test
    void cursorComesBackFromItsPosition() {
        assertThat(CursorPosition.toCursor(CursorPosition.of("AbC-_1"))).isEqualTo("AbC-_1");
    }

    @Test
    void nextIsTheCursorOfTheLastElementAsLongAsThereIsMore() {
        List<String> elements = List.of("a", "b");

        assertThat(CursorPosition.next(Window.from(elements, i -> CursorPosition.of("c" + i), true)))
                .isEqualTo("c1");
        assertThat(CursorPosition.next(Window.from(elements, i -> CursorPosition.of("c" + i), false)))
                .isNull();
    }

    @Test
    void positionsWithoutCursorAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CursorPosition.toCursor(ScrollPosition.offset(3)))
                .withMessageContaining("carries no cursor");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CursorPosition.toCursor(ScrollPosition.forward(Map.of("name", "x"))))
                .withMessageContaining("carries no cursor");
    }
}
