package dev.postern.console.wiring;

import dev.postern.console.grammar.LocalNames;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.nio.file.Path;
import java.util.List;

/** The parts that commands work with. */
@Configuration(proxyBeanMethods = false)
public class WiringConfiguration {
    @Bean
    Homes homes() {
        return new Homes(System.getenv(), Path.of(System.getProperty("user.home", ".")));
    }

    @Bean
    LocalNames localNames() {
        return (kind, words, globals) -> List.of();
    }
}
