package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.Datastore;
import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.http.DelayHandlerMapping;
import dev.kindred.delay.http.DelayHttpHandler;
import dev.kindred.delay.http.SigningSecrets;
import dev.kindred.delay.http.TaskSigner;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Auto-configuration of the path {@value DelayHttpHandler#PATH} in applications with Spring MVC: signed tasks of other services are run, everything else is refused.
 */
@AutoConfiguration(after = DelayAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBean({DelayInvoker.class, Datastore.class})
@ConditionalOnBooleanProperty(name = "kindred.delay.http.enabled", matchIfMissing = true)
public final class DelayWebAutoConfiguration {

    DelayWebAutoConfiguration() {}

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
    DelayHttpHandler delayHttpHandler(DelayInvoker invoker, TaskSigner signer) {
        return new DelayHttpHandler(invoker, signer);
    }

    @Bean
    @ConditionalOnMissingBean
    DelayHandlerMapping delayHandlerMapping(DelayHttpHandler handler) {
        return new DelayHandlerMapping(handler);
    }
}
