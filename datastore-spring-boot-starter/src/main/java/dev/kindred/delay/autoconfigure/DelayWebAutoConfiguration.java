package dev.kindred.delay.autoconfigure;

import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.http.DelayHandlerMapping;
import dev.kindred.delay.http.DelayHttpHandler;
import dev.kindred.delay.http.TaskSigner;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Auto-configuration of the path {@value DelayHttpHandler#PATH}, or another, in applications with Spring MVC: signed tasks of other services are run, everything else is refused.
 */
@AutoConfiguration(after = DelayHttpAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass(DispatcherServlet.class)
@ConditionalOnBean({DelayInvoker.class, TaskSigner.class})
@ConditionalOnBooleanProperty(name = "kindred.delay.http.enabled", matchIfMissing = true)
public final class DelayWebAutoConfiguration {

    DelayWebAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    DelayHttpHandler delayHttpHandler(DelayInvoker invoker, TaskSigner signer) {
        return new DelayHttpHandler(invoker, signer);
    }

    @Bean
    @ConditionalOnMissingBean
    DelayHandlerMapping delayHandlerMapping(DelayHttpHandler handler, DelayProperties properties) {
        return new DelayHandlerMapping(handler, properties.http().path());
    }
}
