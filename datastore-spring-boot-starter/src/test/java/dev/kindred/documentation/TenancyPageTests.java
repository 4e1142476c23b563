package dev.kindred.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;

import dev.kindred.datastore.autoconfigure.DatastoreAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreDataAutoConfiguration;
import dev.kindred.datastore.autoconfigure.DatastoreTenancyAutoConfiguration;
import dev.kindred.datastore.spring.data.mapping.PinnedNamespace;
import dev.kindred.datastore.spring.data.template.DatastoreOperations;
import dev.kindred.datastore.spring.data.template.DatastoreTemplate;
import dev.kindred.datastore.spring.data.tenancy.NamespaceRequiredException;
import dev.kindred.datastore.spring.data.tenancy.NamespaceResolver;
import dev.kindred.datastore.spring.data.tenancy.Namespaces;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.annotation.Id;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;

/** What {@code docs/guides/tenancy.md} says. */
class TenancyPageTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    DatastoreAutoConfiguration.class,
                    DatastoreTenancyAutoConfiguration.class,
                    DatastoreDataAutoConfiguration.class))
            .withPropertyValues("kindred.datastore.engine=memory", "kindred.datastore.tenant.required=true");

    record Invoice(@Id Long id, String customer) {}

    // tag::pinned[]
    @PinnedNamespace
    record Country(@Id String code, String name) {}
    // end::pinned[]

    // tag::filter[]
    static class TenantFilter extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            String tenant = request.getHeader("X-Tenant"); // in earnest: of the user who is logged in
            if (tenant == null) {
                chain.doFilter(request, response);
                return;
            }
            try (var opened = Namespaces.open(tenant)) {
                chain.doFilter(request, response);
            }
        }
    }
    // end::filter[]

    @RestController
    static class InvoiceController {

        private final DatastoreOperations datastore;

        InvoiceController(DatastoreOperations datastore) {
            this.datastore = datastore;
        }

        @GetMapping("/invoices")
        String invoices() {
            return "" + datastore.count(Invoice.class);
        }
    }

    @Test
    void aFilterPutsEachRequestIntoItsNamespace() {
        runner.run(context -> {
            DatastoreTemplate template = context.getBean(DatastoreTemplate.class);
            Namespaces.run("acme", () -> template.save(new Invoice(null, "Ann")));
            MockMvc mvc = MockMvcBuilders.standaloneSetup(new InvoiceController(template))
                    .addFilters(new TenantFilter())
                    .build();

            mvc.perform(get("/invoices").header("X-Tenant", "acme"))
                    .andExpect(content().string("1"));
            mvc.perform(get("/invoices").header("X-Tenant", "globex"))
                    .andExpect(content().string("0"));
            assertThatExceptionOfType(ServletException.class)
                    .isThrownBy(() -> mvc.perform(get("/invoices")))
                    .withCauseInstanceOf(NamespaceRequiredException.class);
            assertThat(Namespaces.current()).isNull();
        });
    }

    interface Users {
        String tenantOfCurrent();
    }

    @Configuration
    // tag::resolver[]
    static class Tenants {

        @Bean
        NamespaceResolver tenant(Users users) {
            return users::tenantOfCurrent; // null if nobody is logged in
        }
    }
    // end::resolver[]

    @Test
    void aResolverSaysTheTenantAndCodeStandsAboveIt() {
        runner.withUserConfiguration(Tenants.class)
                .withBean(Users.class, () -> () -> "acme")
                .run(context -> {
                    DatastoreTemplate datastore = context.getBean(DatastoreTemplate.class);
                    // tag::calls[]
                    Namespaces.run("globex", () -> datastore.save(new Invoice(null, "Bob")));

                    List<Invoice> all = Namespaces.call("globex", () -> datastore.findAll(Invoice.class));

                    datastore.inNamespace("initech").save(new Invoice(null, "Cid"));

                    for (String tenant : datastore.getDatastore().metadata().namespaces()) {
                        Namespaces.run(tenant, () -> report(tenant, datastore.count(Invoice.class)));
                    }
                    // end::calls[]
                    datastore.save(new Country("it", "Italia"));

                    assertThat(all).extracting(Invoice::customer).containsExactly("Bob");
                    assertThat(datastore.count(Invoice.class)).isZero();
                    assertThat(datastore.getKey(new Country("it", "Italia")).namespace())
                            .isEmpty();
                });
    }

    private static void report(String tenant, long invoices) {
        assertThat(tenant).isIn("globex", "initech");
        assertThat(invoices).isEqualTo(1);
    }
}
