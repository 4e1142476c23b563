package dev.kindred.delay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.kindred.datastore.LocalDatastore;
import dev.kindred.datastore.engine.memory.MemoryEngine;
import dev.kindred.datastore.store.DeadTask;
import dev.kindred.datastore.store.TaskRow;
import dev.kindred.delay.queue.QueueSettings;
import dev.kindred.delay.queue.RetryPolicy;
import dev.kindred.delay.queue.Task;
import dev.kindred.delay.queue.TaskDispatcher;
import dev.kindred.delay.queue.TaskQueues;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.util.AopTestUtils;

class PayloadCodecTests {

    private static final byte[] KEY = key(1);

    private final LocalDatastore datastore =
            LocalDatastore.on(new MemoryEngine()).build();
    private final List<AnnotationConfigApplicationContext> contexts = new ArrayList<>();

    @AfterEach
    void close() {
        contexts.forEach(AnnotationConfigApplicationContext::close);
        datastore.close();
    }

    @Test
    void b76_nothingOfACallThatCanBeReadIsStored() {
        AnnotationConfigApplicationContext context = application(new AesGcmPayloadCodec(KEY));
        Vault vault = context.getBean(Vault.class);
        DelayOperations delay = context.getBean(DelayOperations.class);

        vault.keep("attack at dawn");
        delay.task(() -> vault.keep("attack at noon"))
                .then(delay.task(() -> vault.keep("attack at dusk")))
                .add();

        List<TaskRow> stored = context.getBean(TaskQueues.class).list("default", 0, 10);
        assertThat(stored).hasSize(2).allSatisfy(task -> assertThat(readable(task))
                .doesNotContain("attack", "vault.keep", "dawn", "noon", "dusk"));
        // Even the same call is not the same twice.
        assertThat(stored.get(0).payload()).isNotEqualTo(stored.get(1).payload());

        context.getBean(TaskDispatcher.class).runDue();
        assertThat(kept(vault)).containsExactly("attack at dawn", "attack at noon", "attack at dusk");
    }

    @Test
    void b76_taskWithAnotherKeyIsADeadLetterAndRunsWhenItIsRedrivenWithTheRightOne() {
        application(new AesGcmPayloadCodec(KEY)).getBean(Vault.class).keep("attack at dawn");
        AnnotationConfigApplicationContext other = application(new AesGcmPayloadCodec(key(2)));

        other.getBean(TaskDispatcher.class).runDue();

        TaskQueues queues = other.getBean(TaskQueues.class);
        DeadTask letter = queues.dead("default", 0, 2).get(0);
        assertThat(letter.reason()).isEqualTo(DeadTask.Reason.UNDECODABLE);
        assertThat(letter.task().lastError()).contains("cannot be decoded by", "AesGcmPayloadCodec", "another key");
        assertThat(kept(other.getBean(Vault.class))).isEmpty();

        queues.redrive("default", letter.task().id());
        AnnotationConfigApplicationContext right = application(new AesGcmPayloadCodec(KEY));
        right.getBean(TaskDispatcher.class).runDue();
        assertThat(kept(right.getBean(Vault.class))).containsExactly("attack at dawn");
    }

    @Test
    void taskOfAnUnknownFunctionIsFoundAgainByItsEncodedKey() throws GeneralSecurityException {
        AnnotationConfigApplicationContext context = application(new AesGcmPayloadCodec(KEY));
        TaskQueues queues = context.getBean(TaskQueues.class);
        byte[] call = "{\"key\":\"gone\",\"args\":[]}".getBytes(StandardCharsets.UTF_8);
        queues.add(Task.of(new AesGcmPayloadCodec(KEY).encode(call)));

        context.getBean(TaskDispatcher.class).runDue();

        ParkedTasks parked = new ParkedTasks(context.getBean(DelayedRegistry.class), queues);
        assertThat(parked.count()).containsOnly(Map.entry("gone", 1L));
    }

    @Test
    void payloadThatWasChangedOrNeverEncodedIsADeadLetter() {
        AnnotationConfigApplicationContext context = application(new AesGcmPayloadCodec(KEY));
        TaskQueues queues = context.getBean(TaskQueues.class);
        context.getBean(Vault.class).keep("attack at dawn");
        TaskRow stored = queues.list("default", 0, 1).get(0);
        byte[] changed = stored.payload().clone();
        changed[changed.length - 1] ^= 1;
        queues.add(Task.of(changed));
        queues.add(Task.of(Arrays.copyOf(changed, 5)));
        queues.add(Task.of(new byte[0]));
        queues.add(Task.of("{\"key\":\"vault.keep\",\"args\":[\"forged\"]}".getBytes(StandardCharsets.UTF_8)));

        context.getBean(TaskDispatcher.class).runDue();

        assertThat(queues.dead("default", 0, 10)).hasSize(4).allSatisfy(letter -> assertThat(letter.reason())
                .isEqualTo(DeadTask.Reason.UNDECODABLE));
        assertThat(kept(context.getBean(Vault.class))).containsExactly("attack at dawn");
    }

    @Test
    void callThatCannotBeEncodedIsRefusedAndNotStored() {
        AnnotationConfigApplicationContext context = application(new PayloadCodec() {
            @Override
            public byte[] encode(byte[] payload) throws GeneralSecurityException {
                throw new GeneralSecurityException("no key");
            }

            @Override
            public byte[] decode(byte[] stored) {
                return stored;
            }
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> context.getBean(Vault.class).keep("attack at dawn"))
                .withMessageContaining("\"vault.keep\" cannot be stored");
        assertThat(context.getBean(TaskQueues.class).list("default", 0, 1)).isEmpty();
    }

    private AnnotationConfigApplicationContext application(PayloadCodec codec) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.registerBean(PayloadCodec.class, () -> codec);
        context.registerBean(
                "datastore", LocalDatastore.class, () -> datastore, definition -> definition.setDestroyMethodName(""));
        context.register(Application.class);
        // Nothing runs before a test says so.
        context.addBeanFactoryPostProcessor(factory -> {
            ((BeanDefinitionRegistry) factory).removeBeanDefinition("taskClaimingLifecycle");
            ((BeanDefinitionRegistry) factory).removeBeanDefinition("taskWorkersLifecycle");
        });
        context.refresh();
        contexts.add(context);
        return context;
    }

    private static List<String> kept(Vault vault) {
        Vault target = AopTestUtils.getTargetObject(vault);
        return target.kept;
    }

    /** All of a task as text, Base64 decoded where there is any. */
    private static String readable(TaskRow task) {
        StringBuilder text = new StringBuilder(new String(task.payload(), StandardCharsets.ISO_8859_1));
        task.headers().forEach((name, value) -> {
            text.append(name).append(value);
            try {
                text.append(new String(Base64.getDecoder().decode(value), StandardCharsets.ISO_8859_1));
            } catch (IllegalArgumentException notBase64) {
                text.append('.');
            }
        });
        return text.toString();
    }

    private static byte[] key(int number) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) number);
        return key;
    }

    @Configuration(proxyBeanMethods = false)
    @Import({DelayConfiguration.class, Vault.class})
    static class Application {

        @Bean
        QueueSettings triedOnce() {
            return QueueSettings.of("default")
                    .retry(RetryPolicy.builder().retryLimit(0).build());
        }
    }

    static class Vault {

        final List<String> kept = new CopyOnWriteArrayList<>();

        @Delayed("vault.keep")
        public void keep(@Nullable String text) {
            kept.add(String.valueOf(text));
        }
    }
}
