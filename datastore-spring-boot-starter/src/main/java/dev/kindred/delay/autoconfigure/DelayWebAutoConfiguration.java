package dev.kindred.delay.autoconfigure;

import dev.kindred.datastore.autoconfigure.InvalidSettingException;
import dev.kindred.delay.DelayInvoker;
import dev.kindred.delay.http.DelayHandlerMapping;
import dev.kindred.delay.http.DelayHttpHandler;
import dev.kindred.delay.http.OidcTokens;
import dev.kindred.delay.http.TaskSigner;
import dev.kindred.delay.http.TaskTokens;
import dev.kindred.delay.queue.TaskQueues;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;
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
    DelayHttpHandler delayHttpHandler(
            DelayInvoker invoker, TaskSigner signer, TaskQueues queues, ObjectProvider<TaskTokens> tokens) {
        DelayHttpHandler handler = new DelayHttpHandler(invoker, signer);
        TaskTokens trusted = tokens.getIfAvailable();
        return trusted == null ? handler : handler.withTokens(trusted, queues);
    }

    @Bean
    @ConditionalOnMissingBean
    DelayHandlerMapping delayHandlerMapping(DelayHttpHandler handler, DelayProperties properties) {
        return new DelayHandlerMapping(handler, properties.http().path());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("kindred.delay.http.oidc.audience")
    @ConditionalOnMissingBean(TaskTokens.class)
    static class TokensConfiguration {

        private static final String DECODER = "org.springframework.security.oauth2.jwt.NimbusJwtDecoder";

        @Bean
        TaskTokens delayTaskTokens(DelayProperties properties, ResourceLoader loader) {
            DelayProperties.Oidc oidc = Objects.requireNonNull(properties.http().oidc());
            if (!ClassUtils.isPresent(DECODER, loader.getClassLoader())) {
                throw new InvalidSettingException(
                        "kindred.delay.http.oidc.audience",
                        String.valueOf(oidc.audience()),
                        "Tokens cannot be verified: Spring Security's part for JSON web tokens is not on the class path.",
                        "Add the dependency org.springframework.security:spring-security-oauth2-jose, or remove kindred.delay.http.oidc.");
            }
            return OidcTokens.of(String.valueOf(oidc.audience()), oidc.issuers(), oidc.emails());
        }
    }
}
