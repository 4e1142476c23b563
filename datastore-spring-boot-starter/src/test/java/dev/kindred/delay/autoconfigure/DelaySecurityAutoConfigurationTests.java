package dev.kindred.delay.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.cookie;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.delay.Delayed;
import dev.kindred.delay.TaskHeaders;
import dev.kindred.delay.http.DelayHttpHandler;
import dev.kindred.delay.http.OidcTokens;
import dev.kindred.delay.http.TaskSigner;
import dev.kindred.delay.http.TaskTokens;
import jakarta.servlet.Filter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class DelaySecurityAutoConfigurationTests {

    private static final byte[] CALL = "{\"key\":\"bell.ring\",\"args\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final Map<String, String> NAMES =
            Map.of(TaskHeaders.TASK_NAME, "t1", TaskHeaders.QUEUE_NAME, "default");

    private final WebApplicationContextRunner web = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DelaySecurityAutoConfiguration.class,
                    DatastoreAutoConfiguration.class,
                    DelayAutoConfiguration.class,
                    DelayHttpAutoConfiguration.class,
                    DelayWebAutoConfiguration.class,
                    WebMvcAutoConfiguration.class,
                    DispatcherServletAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory", "kindred.delay.dispatch=none");

    private final WebApplicationContextRunner secured = web.withBean(Bell.class)
            .withConfiguration(AutoConfigurations.of(
                    SecurityAutoConfiguration.class,
                    SecurityFilterAutoConfiguration.class,
                    ServletWebSecurityAutoConfiguration.class,
                    UserDetailsServiceAutoConfiguration.class));

    @Test
    void b75_pathWorksBesideBootsOwnProtectionWhichStays() {
        secured.run(context -> {
            assertThat(context.getBeansOfType(SecurityFilterChain.class)).hasSize(2);
            MockMvc mvc = mvc(context);

            mvc.perform(signed(context, DelayHttpHandler.PATH))
                    .andExpect(status().isOk())
                    .andExpect(cookie().doesNotExist("JSESSIONID"));
            mvc.perform(post(DelayHttpHandler.PATH).content(CALL))
                    .andExpect(status().isForbidden())
                    .andExpect(header().string("X-Delay-Answer", "REFUSED"));
            mvc.perform(get("/").accept("application/json")).andExpect(status().isUnauthorized());
            mvc.perform(get(DelayHttpHandler.PATH + "/more").accept("application/json"))
                    .andExpect(status().isUnauthorized());
        });
    }

    @Test
    void pathWorksBesideTheApplicationsOwnProtection() {
        secured.withUserConfiguration(Closed.class)
                .withPropertyValues("kindred.delay.http.path=/tasks/in")
                .run(context -> {
                    MockMvc mvc = mvc(context);

                    mvc.perform(signed(context, "/tasks/in")).andExpect(status().isOk());
                    mvc.perform(signed(context, DelayHttpHandler.PATH)).andExpect(status().isForbidden());
                    mvc.perform(get("/")).andExpect(status().isForbidden());
                });
    }

    @Test
    void applicationMayProtectThePathItself() {
        secured.withUserConfiguration(OwnChain.class).run(context -> {
            assertThat(context.getBeansOfType(SecurityFilterChain.class)).containsOnlyKeys("delaySecurityFilterChain");
            mvc(context).perform(signed(context, DelayHttpHandler.PATH)).andExpect(status().isForbidden());
        });
    }

    @Test
    void withoutSpringSecurityThereIsNoChain() {
        web.withClassLoader(new FilteredClassLoader(HttpSecurity.class))
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean(DelaySecurityAutoConfiguration.class));
    }

    @Test
    void withAnAudienceTokensAreBelieved() {
        web.withPropertyValues(
                        "kindred.delay.http.oidc.audience=https://shop.example",
                        "kindred.delay.http.oidc.emails=tasks@shop.iam.gserviceaccount.com")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(OidcTokens.class));
        web.run(context -> assertThat(context).doesNotHaveBean(TaskTokens.class));
    }

    @Test
    void b75_audienceWithoutSpringSecurityEndsTheStartWithTheDependency() {
        web.withClassLoader(new FilteredClassLoader(NimbusJwtDecoder.class))
                .withPropertyValues(
                        "kindred.delay.http.oidc.audience=https://shop.example",
                        "kindred.delay.http.oidc.emails=tasks@shop.iam.gserviceaccount.com")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("kindred.delay.http.oidc.audience")
                        .hasMessageContaining("org.springframework.security:spring-security-oauth2-jose"));
    }

    @Test
    void allThatIsWrongWithTokensIsReportedAtOnce() {
        web.withPropertyValues("kindred.delay.http.oidc.issuers=http://accounts.example,https://accounts.google.com")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("kindred.delay.http.oidc.audience")
                        .hasMessageContaining("kindred.delay.http.oidc.emails")
                        .hasMessageContaining("everybody can have a token made for any audience")
                        .hasMessageContaining("kindred.delay.http.oidc.issuers[0]")
                        .hasMessageNotContaining("issuers[1]"));
    }

    private static MockMvc mvc(AssertableWebApplicationContext context) {
        return MockMvcBuilders.webAppContextSetup(context.getSourceApplicationContext())
                .addFilters(context.getBean("springSecurityFilterChain", Filter.class))
                .build();
    }

    private static org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder signed(
            AssertableWebApplicationContext context, String path) {
        var request = post(path).content(CALL);
        NAMES.forEach(request::header);
        return request.header(
                TaskSigner.HEADER, context.getBean(TaskSigner.class).sign(NAMES, CALL));
    }

    static class Bell {

        @Delayed("bell.ring")
        public void ring() {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Closed {

        @Bean
        SecurityFilterChain closed(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().denyAll())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnChain {

        @Bean
        SecurityFilterChain delaySecurityFilterChain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().denyAll())
                    .build();
        }
    }
}
