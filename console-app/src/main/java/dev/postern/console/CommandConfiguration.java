package dev.postern.console;

import dev.postern.console.command.Desk;
import dev.postern.console.command.drill.Drills;
import dev.postern.console.command.look.Looking;
import dev.postern.console.command.onestep.OneStep;
import dev.postern.console.command.run.Planning;
import dev.postern.console.command.runs.Again;
import dev.postern.console.command.runs.Approving;
import dev.postern.console.command.runs.Starting;
import dev.postern.console.wiring.Fleets;
import dev.postern.console.wiring.Homes;
import dev.postern.console.wiring.Playbooks;
import dev.postern.console.wiring.RunProcesses;
import dev.postern.console.wiring.Worlds;
import dev.postern.core.action.Catalogue;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What commands share. */
@Configuration(proxyBeanMethods = false)
class CommandConfiguration {
    @Bean
    Desk desk(Homes homes, Fleets fleets, Playbooks playbooks) {
        return new Desk(homes, fleets, playbooks);
    }

    @Bean
    Looking looking(Desk desk, Worlds worlds, Catalogue catalogue) {
        return new Looking(desk, worlds, catalogue);
    }

    @Bean
    Planning planning(Desk desk, Worlds worlds, Catalogue catalogue) {
        return new Planning(desk, worlds, catalogue);
    }

    @Bean
    Approving approving(Desk desk, Catalogue catalogue) {
        return new Approving(desk, catalogue);
    }

    @Bean
    Starting starting(Desk desk, RunProcesses processes, Approving approving) {
        return new Starting(desk, processes, approving);
    }

    @Bean
    OneStep oneStep(Desk desk, Planning planning, Starting starting) {
        return new OneStep(desk, planning, starting);
    }

    @Bean
    Drills drills(Desk desk, Playbooks playbooks) {
        return new Drills(desk, playbooks);
    }

    @Bean
    Again again(Desk desk, Starting starting) {
        return new Again(desk, starting);
    }
}
