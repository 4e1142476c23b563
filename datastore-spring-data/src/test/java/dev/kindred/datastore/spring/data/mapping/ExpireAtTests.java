package dev.kindred.datastore.spring.data.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.ExpiryPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.data.annotation.Id;
import org.springframework.data.mapping.MappingException;

class ExpireAtTests {

    @Entity("sessions")
    record Session(@Id String id, @ExpireAt @Field("exp") Instant expires) {}

    record Note(
            @Id Long id,
            @ExpireAt(after = "30d") Date written,
            @ExpireAt(after = "PT90M") Instant read) {}

    private static DatastoreMappingContext context(Class<?>... types) {
        DatastoreMappingContext context = new DatastoreMappingContext();
        context.setInitialEntitySet(Set.of(types));
        context.initialize();
        return context;
    }

    @Test
    void a22_annotationsBecomePolicies() {
        assertThat(context(Session.class, Note.class).expiryPolicies())
                .containsExactlyInAnyOrder(
                        new ExpiryPolicy("sessions", "exp"),
                        new ExpiryPolicy("Note", "written", Duration.ofDays(30)),
                        new ExpiryPolicy("Note", "read", Duration.ofMinutes(90)));
    }

    record Dated(@Id Long id, @ExpireAt LocalDate day) {}

    record Hidden(@Id Long id, @ExpireAt @Unindexed Instant at) {}

    record Early(@Id Long id, @ExpireAt(after = "-1d") Instant at) {}

    record Vague(@Id Long id, @ExpireAt(after = "soon") Instant at) {}

    record Inner(@ExpireAt Instant at) {}

    record Outer(@Id Long id, Inner inner) {}

    @Test
    void a22_whatCouldNeverExpireIsRefusedAtTheStart() {
        assertRefused(Dated.class, "field \"day\" of Dated", "it is a java.time.LocalDate");
        assertRefused(Hidden.class, "it is not indexed");
        assertRefused(Early.class, "give a duration of 0 or more");
        assertRefused(Vague.class, "soon");
        assertRefused(Outer.class, "field \"at\" of Inner", "a value within one");
    }

    private static void assertRefused(Class<?> type, String... reasons) {
        assertThatExceptionOfType(MappingException.class)
                .isThrownBy(() -> context(type))
                .satisfies(e -> assertThat(e).hasMessageContainingAll(reasons));
    }
}
