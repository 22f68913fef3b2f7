package dev.postern.console.command.drill;

import dev.postern.console.command.ConsoleCommand;
import dev.postern.console.command.Session;
import dev.postern.console.command.ShellOpener;
import dev.postern.console.command.WriteMode;
import dev.postern.console.command.run.PlanOptions;
import dev.postern.console.command.run.Planning;
import dev.postern.console.command.runs.Approving;
import dev.postern.console.command.runs.RunOptions;
import dev.postern.console.command.runs.Starting;
import dev.postern.console.grammar.CommandWords;
import dev.postern.console.grammar.Globals;
import dev.postern.console.grammar.Option;
import dev.postern.console.grammar.Shared;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Home;
import dev.postern.console.wiring.Homes;
import dev.postern.console.wiring.Still;
import dev.postern.drill.RunOfDrill;
import dev.postern.drill.Scenario;

import org.springframework.beans.factory.ObjectProvider;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** {@code postern drill run}. */
@CommandWords(
        value = "drill run",
        title = "fight a simulated outage: by hand in the shell, or --auto by its playbook",
        arguments = DrillRunCommand.Arguments.class,
        examples = {"drill run lockout", "drill run lockout --auto --seed 7 --speed max -o json"})
public final class DrillRunCommand implements ConsoleCommand<DrillRunCommand.Arguments> {
    /** Which one, and how. */
    public record Arguments(
            @Shared DrillOptions options,
            @Option("the scenario's playbook fights alone") boolean auto) {}

    private final Drills drills;
    private final Planning planning;
    private final Starting starting;
    private final WriteMode write;
    private final Homes homes;
    private final ObjectProvider<ShellOpener> shell;

    public DrillRunCommand(
            Drills drills,
            Planning planning,
            Starting starting,
            WriteMode write,
            Homes homes,
            ObjectProvider<ShellOpener> shell) {
        this.drills = drills;
        this.planning = planning;
        this.starting = starting;
        this.write = write;
        this.homes = homes;
        this.shell = shell;
    }

    @Override
    public Answer work(Arguments arguments, Session session) {
        if (!arguments.auto() && session.asker().isEmpty()) {
            return Answer.misused("\"drill run\" needs a terminal, or --auto");
        }
        ConcurrentLinkedQueue<RunOfDrill.Mark> news = new ConcurrentLinkedQueue<>();
        return drills.start(
                        arguments.options(),
                        Optional.empty(),
                        arguments.auto() ? "max" : "1",
                        session,
                        news::add)
                .answer(started -> {
                    try (var drill = started.drill()) {
                        return fight(started, arguments, session, news);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        return new Answer.Ended(dev.postern.console.exit.ExitCode.INTERRUPTED);
                    }
                });
    }

    private Answer fight(
            Drills.Started started,
            Arguments arguments,
            Session session,
            ConcurrentLinkedQueue<RunOfDrill.Mark> news)
            throws InterruptedException {
        Session inside = inside(session, started.directory());
        try (Still still = started.drill().handOver(() -> Still.of(home(inside)))) {
            ByHand hand = new ByHand(started, news, still);
            if (session.globals().output() == Globals.Format.TABLE) {
                hand.news().forEach(session.output()::note);
                session.output().show(Drills.plight(started, session));
            }
            if (arguments.auto()) {
                Optional<Answer> refused = auto(started, inside, still);
                if (refused.isPresent()) {
                    return refused.get();
                }
                started.drill().aftermath();
            } else {
                session.output().show(ByHand.orders(started, session));
                shell.getObject().open(inside.globals(), hand);
                hand.works();
                hand.cut();
            }
        }
        return Closing.debrief(started);
    }

    private Optional<Answer> auto(Drills.Started started, Session inside, Still still) {
        Scenario scenario = started.drill().scenario();
        List<String> clusters = started.drill().clusters();
        PlanOptions options = new PlanOptions(clusters, pairs(scenario.parameters()));
        RunOptions run =
                new RunOptions(
                        pairs(scenario.answers()),
                        Optional.of("drill " + scenario.name()),
                        Optional.empty(),
                        clusters,
                        Optional.empty(),
                        false,
                        false);
        Answer answer =
                planning.make(scenario.playbook(), options, inside, still)
                        .answer(plan ->
                                write.frame("run", run.reason(), run.incident(), inside)
                                        .answer(frame ->
                                                starting.start(
                                                        plan,
                                                        Approving.Handed.NOTHING,
                                                        run,
                                                        frame,
                                                        inside,
                                                        still)));
        // How the run ended is part of the debrief; what kept it from beginning is not.
        return answer instanceof Answer.Shown ? Optional.empty() : Optional.of(answer);
    }

    private static List<String> pairs(List<Scenario.Given> given) {
        return given.stream().map(g -> g.name() + "=" + g.value()).toList();
    }

    /** The same session, in the drill's own home. */
    private static Session inside(Session session, Path directory) {
        Globals g = session.globals();
        return new Session(
                new Globals(
                        Optional.empty(),
                        Optional.of(directory),
                        g.output(),
                        g.debug(),
                        g.noInput()),
                session.output(),
                g.noInput() ? Optional.empty() : session.asker(),
                session.interrupts());
    }

    private Home home(Session inside) {
        return homes.of(inside.globals());
    }
}
