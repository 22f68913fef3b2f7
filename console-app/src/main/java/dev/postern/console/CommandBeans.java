package dev.postern.console;

import dev.postern.console.command.CommandIndex;
import dev.postern.console.command.Desk;
import dev.postern.console.command.WriteMode;
import dev.postern.console.command.drill.Drills;
import dev.postern.console.command.incident.IncidentDesk;
import dev.postern.console.command.look.Looking;
import dev.postern.console.command.onestep.OneStep;
import dev.postern.console.command.run.Planning;
import dev.postern.console.command.run.SavedPlan;
import dev.postern.console.command.runs.Again;
import dev.postern.console.command.runs.Approving;
import dev.postern.console.command.runs.Confirming;
import dev.postern.console.command.runs.Elsewhere;
import dev.postern.console.command.runs.Starting;
import dev.postern.console.wiring.Beans;

/** Commands, and what they share. */
final class CommandBeans {
    private CommandBeans() {}

    static void addTo(Beans beans, CommandIndex index) {
        beans.add(Desk.class);
        beans.add(IncidentDesk.class);
        beans.add(WriteMode.class);
        beans.add(Looking.class);
        beans.add(Planning.class);
        beans.add(Approving.class);
        beans.add(Confirming.class);
        beans.add(SavedPlan.class);
        beans.add(Starting.class);
        beans.add(OneStep.class);
        beans.add(Drills.class);
        beans.add(Again.class);
        beans.add(Elsewhere.class);
        index.classes().forEach(beans::add);
    }
}
