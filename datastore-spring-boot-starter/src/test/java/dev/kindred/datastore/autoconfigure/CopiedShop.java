package dev.kindred.datastore.autoconfigure;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** An application that can be told to copy its store. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class CopiedShop {

    static final String BEAN = "THE APPLICATION HAS BEGUN";

    @Bean
    Object loudBean() {
        System.out.println(BEAN);
        return new Object();
    }

    public static void main(String[] arguments) {
        SpringApplication.run(CopiedShop.class, arguments);
    }
}
