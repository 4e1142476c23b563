package dev.kindred.datastore.spring.data.auditing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kindred.datastore.spring.data.TestContext;
import dev.kindred.datastore.spring.data.TestEngine;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.transaction.DatastoreTransactionManager;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.annotation.CreatedBy;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.LastModifiedBy;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.annotation.Transient;
import org.springframework.data.annotation.Version;
import org.springframework.data.auditing.DateTimeProvider;
import org.springframework.data.domain.AuditorAware;
import org.springframework.data.domain.Persistable;
import org.springframework.transaction.support.TransactionTemplate;

/** Pain 15 and the trap of {@code @CreatedDate}: all four annotations, right for ids that the application gives as well. */
abstract class AuditingContract {

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SECOND = FIRST.plus(Duration.ofDays(1));

    record Note(
            @Id @Nullable Long id,
            String text,
            @CreatedDate @Nullable Instant created,
            @CreatedBy @Nullable String author,
            @LastModifiedDate @Nullable Instant changed,
            @LastModifiedBy @Nullable String editor) {

        static Note of(@Nullable Long id, String text) {
            return new Note(id, text, null, null, null, null);
        }

        Note with(String other) {
            return new Note(id, other, created, author, changed, editor);
        }
    }

    record Setting(
            @Id String name,
            String value,
            @CreatedDate @Nullable Instant created,
            @LastModifiedDate @Nullable Instant changed) {
        static Setting of(String name, String value) {
            return new Setting(name, value, null, null);
        }
    }

    record Versioned(
            @Id String name,
            @Version @Nullable Long version,
            @CreatedDate @Nullable Instant created,
            @LastModifiedDate @Nullable Instant changed) {}

    record Numbered(@Id int id, @CreatedDate @Nullable Instant created) {}

    record Stamp(
            @CreatedDate @Nullable Instant created,
            @LastModifiedDate @Nullable Instant changed,
            @LastModifiedBy @Nullable String editor) {}

    record Document(@Id String id, String text, @Nullable Stamp stamp) {}

    record Address(String city, @LastModifiedDate @Nullable Instant checked) {}

    record Person(@Id String id, @Nullable Address address) {}

    record Kinds(
            @Id Long id,
            @CreatedDate LocalDateTime local,
            @CreatedDate Date date,
            @CreatedDate Long millis) {}

    record Touched(
            @Id String id, @LastModifiedDate @Nullable Instant changed) {}

    static class Order implements Persistable<String> {
        @Id
        String id;

        @CreatedDate
        Instant created;

        @LastModifiedDate
        Instant changed;

        @Transient
        boolean fresh;

        Order(String id) {
            this.id = id;
        }

        @Override
        public String getId() {
            return id;
        }

        @Override
        public boolean isNew() {
            return fresh;
        }
    }

    private final TestEngine engine;
    private @Nullable AnnotationConfigApplicationContext context;
    private DatastoreTemplate template;
    private Work work;

    AuditingContract(TestEngine engine) {
        this.engine = engine;
        start(Audited.class);
    }

    @AfterEach
    void close() {
        context.close();
    }

    private void start(Class<?> configuration) {
        if (context != null) {
            context.close();
        }
        context = TestContext.start(engine, configuration, Work.class);
        template = context.getBean(DatastoreTemplate.class);
        work = context.getBean(Work.class);
    }

    private void later(String who) {
        work.now = SECOND;
        work.who = who;
    }

    // New and not new

    @Test
    void e3_aRecordWithoutAnIdIsCreatedAndItsSavedCopySaysByWhomAndWhen() {
        Note saved = template.save(Note.of(null, "a"));

        assertThat(saved).isEqualTo(new Note(saved.id(), "a", FIRST, "ann", FIRST, "ann"));
        assertThat(template.getById(saved.id(), Note.class)).isEqualTo(saved);
    }

    @Test
    void e3_savingItAgainKeepsItsCreationAndCountsAsAChange() {
        Note saved = template.save(Note.of(null, "a"));
        later("bob");

        Note changed = template.save(saved.with("b"));

        assertThat(changed).isEqualTo(new Note(saved.id(), "b", FIRST, "ann", SECOND, "bob"));
        assertThat(template.getById(saved.id(), Note.class)).isEqualTo(changed);
    }

    @Test
    void pain15_anObjectThatBringsItsIdAlongIsCreatedOnceAndKeepsWhatIsStored() {
        Setting first = template.save(Setting.of("theme", "dark"));
        later("bob");

        Setting second = template.save(Setting.of("theme", "light"));

        assertThat(first).isEqualTo(new Setting("theme", "dark", FIRST, FIRST));
        assertThat(second).isEqualTo(new Setting("theme", "light", FIRST, SECOND));
        assertThat(template.getById("theme", Setting.class)).isEqualTo(second);
    }

    @Test
    void theCreationThatIsStoredWinsOverTheObjects() {
        template.save(Setting.of("theme", "dark"));

        Setting saved = template.save(new Setting("theme", "light", Instant.EPOCH, null));

        assertThat(saved.created()).isEqualTo(FIRST);
    }

    @Test
    void e5_aChosenNumberAndAnAllocatedOneAreToldApart() {
        Note chosen = template.save(Note.of(17L, "a"));
        Numbered numbered = template.save(new Numbered(0, null));
        later("bob");

        assertThat(chosen.created()).isEqualTo(FIRST);
        assertThat(numbered.created()).isEqualTo(FIRST);
        assertThat(template.save(Note.of(17L, "b"))).isEqualTo(new Note(17L, "b", FIRST, "ann", SECOND, "bob"));
        assertThat(template.save(new Numbered(numbered.id(), null)).created()).isEqualTo(FIRST);
    }

    @Test
    void e3_aVersionTellsWhatIsNewAndTheStoredCreationIsKept() {
        Versioned first = template.save(new Versioned("v", null, null, null));
        later("bob");

        Versioned second = template.save(new Versioned("v", 1L, null, null));

        assertThat(first).isEqualTo(new Versioned("v", 1L, FIRST, FIRST));
        assertThat(second).isEqualTo(new Versioned("v", 2L, FIRST, SECOND));
    }

    @Test
    void e3_e5_persistableTellsWhatIsNew() {
        Order order = new Order("o");
        order.fresh = true;
        template.save(order);
        later("bob");
        Order again = new Order("o");

        template.save(again);

        assertThat(order.created).isEqualTo(FIRST);
        assertThat(again.created).isEqualTo(FIRST);
        assertThat(again.changed).isEqualTo(SECOND);
    }

    @Test
    void e5_aNewPersistableDoesNotOverwriteAnother() {
        template.save(new Order("o"));
        Order order = new Order("o");
        order.fresh = true;

        assertThatExceptionOfType(DuplicateKeyException.class).isThrownBy(() -> template.save(order));
    }

    @Test
    void e3_insertCreatesAndUpdateKeeps() {
        Setting inserted = template.insert(new Setting("theme", "dark", Instant.EPOCH, null));
        later("bob");

        Setting updated = template.update(Setting.of("theme", "light"));

        assertThat(inserted.created()).isEqualTo(FIRST);
        assertThat(updated).isEqualTo(new Setting("theme", "light", FIRST, SECOND));
    }

    @Test
    void afterADeleteAnObjectIsCreatedAnew() {
        template.save(Setting.of("theme", "dark"));
        template.deleteById("theme", Setting.class);
        later("bob");

        assertThat(template.save(Setting.of("theme", "light")).created()).isEqualTo(SECOND);
    }

    @Test
    void whatTheTransactionHasWrittenBeforeCounts() {
        Setting saved = new TransactionTemplate(context.getBean(DatastoreTransactionManager.class)).execute(status -> {
            template.save(Setting.of("theme", "dark"));
            later("bob");
            return template.save(Setting.of("theme", "light"));
        });

        assertThat(saved).isEqualTo(new Setting("theme", "light", FIRST, SECOND));
    }

    @Test
    void ofTwoWhoCreateTheSameAtOnceTheFirstToCommitIsTheAuthorAndTheOtherTheEditor() {
        work.meanwhile = () -> {
            work.who = "eve";
            template.save(Note.of(17L, "eve's"));
            later("bob");
        };

        Note saved = template.save(Note.of(17L, "bob's"));

        assertThat(saved).isEqualTo(new Note(17L, "bob's", FIRST, "eve", SECOND, "bob"));
        assertThat(template.getById(17L, Note.class)).isEqualTo(saved);
    }

    @Test
    void e3_ofABatchEachIsToldApart() {
        template.saveAll(List.of(Setting.of("a", "1"), Setting.of("b", "1")));
        later("bob");

        List<Setting> saved =
                template.saveAll(List.of(Setting.of("a", "2"), Setting.of("b", "2"), Setting.of("c", "2")));

        assertThat(saved).extracting(Setting::created).containsExactly(FIRST, FIRST, SECOND);
        assertThat(saved).extracting(Setting::changed).containsOnly(SECOND);
    }

    // Nested, types, classes

    @Test
    void e3_aNestedStampIsMadeFilledAndKeptEvenWhereTheObjectHasNone() {
        Document first = template.save(new Document("d", "a", null));
        later("bob");

        Document second = template.save(new Document("d", "b", null));

        assertThat(first.stamp()).isEqualTo(new Stamp(FIRST, FIRST, "ann"));
        assertThat(second.stamp()).isEqualTo(new Stamp(FIRST, SECOND, "bob"));
        assertThat(template.getById("d", Document.class)).isEqualTo(second);
    }

    @Test
    void aNestedObjectThatIsMoreThanAStampIsFilledButNotMade() {
        Person homeless = template.save(new Person("h", null));
        Person settled = template.save(new Person("s", new Address("Rome", null)));

        assertThat(homeless.address()).isNull();
        assertThat(settled.address()).isEqualTo(new Address("Rome", FIRST));
    }

    @Test
    void e3_datesComeInSeveralTypes() {
        Kinds saved = template.save(new Kinds(null, null, null, null));

        assertThat(saved.local()).isEqualTo(LocalDateTime.ofInstant(FIRST, ZoneId.systemDefault()));
        assertThat(saved.date()).isEqualTo(Date.from(FIRST));
        assertThat(saved.millis()).isEqualTo(FIRST.toEpochMilli());
    }

    // Settings

    @Test
    void e3_withoutAnAuditorWhoStaysEmpty() {
        work.who = null;

        Note saved = template.save(Note.of(null, "a"));

        assertThat(saved).isEqualTo(new Note(saved.id(), "a", FIRST, null, FIRST, null));
    }

    @Test
    void beansAreFoundByTypeWhereNoneIsNamed() {
        start(ByType.class);

        assertThat(template.save(Note.of(1L, "a"))).isEqualTo(new Note(1L, "a", FIRST, "ann", FIRST, "ann"));
    }

    @Test
    void creationNeedNotCountAsModificationWhateverTheId() {
        start(CreationIsNoModification.class);

        Setting first = template.save(Setting.of("theme", "dark"));
        Touched untouched = template.save(new Touched("t", null));
        later("bob");
        Setting second = template.save(Setting.of("theme", "light"));
        Touched touched = template.save(new Touched("t", null));

        assertThat(first.changed()).isNull();
        assertThat(untouched.changed()).isNull();
        assertThat(second.changed()).isEqualTo(SECOND);
        assertThat(touched.changed()).isEqualTo(SECOND);
    }

    @Test
    void datesCanBeLeftToTheApplication() {
        start(NoDates.class);

        assertThat(template.save(Note.of(1L, "a"))).isEqualTo(new Note(1L, "a", null, "ann", null, "ann"));
    }

    @Test
    void theSystemClockGivesWhatIsStoredToTheLastDigit() {
        start(Clockless.class);

        Note saved = template.save(Note.of(null, "a"));

        assertThat(saved.created()).isBetween(Instant.now().minusSeconds(60), Instant.now());
        assertThat(template.getById(saved.id(), Note.class)).isEqualTo(saved);
    }

    @Test
    void withoutTheAnnotationNothingIsFilledIn() {
        start(Unaudited.class);

        assertThat(template.save(Note.of(1L, "a"))).isEqualTo(Note.of(1L, "a"));
    }

    /** Who is at work, and when. */
    static class Work {
        Instant now = FIRST;

        @Nullable
        String who = "ann";

        /** What others do, on a thread of their own, when somebody is asked for the first time who he is. */
        @Nullable
        Runnable meanwhile;

        Optional<String> whoIsAtWork() {
            Runnable others = meanwhile;
            meanwhile = null;
            if (others != null) {
                CompletableFuture.runAsync(others).join();
            }
            return Optional.ofNullable(who);
        }
    }

    static class People {

        @Bean
        AuditorAware<String> auditor(Work work) {
            return work::whoIsAtWork;
        }

        @Bean
        DateTimeProvider clock(Work work) {
            return () -> Optional.of(work.now);
        }
    }

    @Configuration
    @EnableDatastoreAuditing(auditorAwareRef = "auditor", dateTimeProviderRef = "clock")
    static class Audited extends People {}

    @Configuration
    @EnableDatastoreAuditing
    static class ByType extends People {}

    @Configuration
    @EnableDatastoreAuditing(modifyOnCreate = false)
    static class CreationIsNoModification extends People {}

    @Configuration
    @EnableDatastoreAuditing(setDates = false)
    static class NoDates extends People {}

    @Configuration
    @EnableDatastoreAuditing
    static class Clockless {}

    @Configuration
    static class Unaudited extends People {}
}
