package dev.postern.console.command;

import dev.postern.console.wiring.Fleets;
import dev.postern.console.wiring.Homes;
import dev.postern.console.wiring.Playbooks;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What commands share. */
@Configuration(proxyBeanMethods = false)
public class CommandConfiguration {
    @Bean
    Desk desk(Homes homes, Fleets fleets, Playbooks playbooks) {
        return new Desk(homes, fleets, playbooks);
    }
}
