package dev.kindred.garden;

import dev.kindred.datastore.spring.data.auditing.EnableDatastoreAuditing;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.domain.AuditorAware;

@Configuration(proxyBeanMethods = false)
@EnableDatastoreAuditing
class Audit {

    @Bean
    AuditorAware<String> planter() {
        return () -> Optional.of("Flora");
    }
}
