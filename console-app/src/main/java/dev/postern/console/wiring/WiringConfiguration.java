package dev.postern.console.wiring;

import dev.postern.actions.BuiltInActions;
import dev.postern.console.grammar.LocalNames;
import dev.postern.console.grammar.Vocabulary;
import dev.postern.core.action.Catalogue;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.nio.file.Path;
import java.util.Objects;

/** The parts that commands work with. */
@Configuration(proxyBeanMethods = false)
public class WiringConfiguration {
    @Bean
    Homes homes() {
        return new Homes(System.getenv(), Path.of(System.getProperty("user.home", ".")));
    }

    @Bean
    Catalogue catalogue() {
        return BuiltInActions.catalogue();
    }

    @Bean
    Playbooks playbooks(Catalogue catalogue) {
        return new Playbooks(catalogue);
    }

    @Bean
    Fleets fleets() {
        return new Fleets();
    }

    @Bean
    Worlds worlds() {
        return new Worlds(
                Objects.requireNonNullElse(
                        Worlds.class.getPackage().getImplementationVersion(), "development"),
                Path.of(System.getProperty("user.home", ".")));
    }

    @Bean
    RunProcesses runProcesses(Fleets fleets, Worlds worlds, Catalogue catalogue) {
        return new RunProcesses(fleets, worlds, catalogue);
    }

    @Bean
    LocalNames localNames(Homes homes, Fleets fleets, Playbooks playbooks, Vocabulary vocabulary) {
        return new Names(homes, fleets, playbooks, vocabulary);
    }
}
