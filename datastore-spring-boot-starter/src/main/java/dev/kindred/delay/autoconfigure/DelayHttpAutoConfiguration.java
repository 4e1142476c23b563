package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.Datastore;
import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.http.SigningSecrets;
import dev.kindred.delay.http.TaskRouter;
import dev.kindred.delay.http.TaskSender;
import dev.kindred.delay.http.TaskSigner;
import dev.kindred.delay.queue.TaskQueues;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the targets to which tasks are posted, and of the signatures by which a receiver knows them. Without a target all tasks run here. */
@AutoConfiguration(after = DelayAutoConfiguration.class)
@ConditionalOnBean({DelayInvoker.class, Datastore.class})
public final class DelayHttpAutoConfiguration {

    DelayHttpAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    SigningSecrets delaySigningSecrets(Datastore datastore, DelayProperties properties) {
        List<String> secrets = properties.http().secrets();
        return secrets.isEmpty() ? SigningSecrets.storedIn(datastore) : SigningSecrets.of(secrets);
    }

    @Bean
    @ConditionalOnMissingBean
    TaskSigner delayTaskSigner(SigningSecrets secrets) {
        return new TaskSigner(secrets, Clock.systemUTC());
    }

    @Bean
    @ConditionalOnMissingBean
    TaskSender delayTaskSender(TaskSigner signer, TaskQueues queues) {
        return new TaskSender(signer, queues.clock());
    }

    @Bean
    @ConditionalOnMissingBean
    TaskRouter delayTaskRouter(DelayInvoker invoker, TaskSender sender, DelayProperties properties) {
        return new TaskRouter(invoker, sender, properties.targets(), properties.targetOfOthers());
    }
}
