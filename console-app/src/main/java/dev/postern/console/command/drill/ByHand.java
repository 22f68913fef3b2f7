package dev.postern.console.command.drill;

import dev.postern.console.command.Session;
import dev.postern.console.command.ShellOpener;
import dev.postern.console.view.Page;
import dev.postern.console.wiring.Operator;
import dev.postern.console.wiring.Still;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Outcome;
import dev.postern.drill.RunOfDrill;
import dev.postern.engine.process.Attachment;
import dev.postern.journal.RunDirectory;
import dev.postern.lab.LabTruth;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/**
 * A drill that a person fights: its news come between two lines, and at the greatest speed its time
 * stands still while the person thinks, or the world would be over before the first line is typed.
 */
final class ByHand implements ShellOpener.Around {
    private final Drills.Started started;
    private final Queue<RunOfDrill.Mark> news;
    private final Still still;

    ByHand(Drills.Started started, Queue<RunOfDrill.Mark> news, Still still) {
        this.started = started;
        this.news = news;
        this.still = still;
    }

    /** What a person who sits down can do now. */
    static Page orders(Drills.Started started, Session session) {
        String cluster =
                started.drill().truth().stream()
                        .filter(t -> !t.apiReady())
                        .map(LabTruth::cluster)
                        .findFirst()
                        .orElseGet(() -> started.drill().clusters().getFirst());
        String playbook = started.drill().scenario().playbook();
        return new Page(session.output().screen())
                .gap()
                .line("It is yours. TAB offers what can be typed next. Look, then break it:")
                .command("status")
                .command("diagnose " + cluster + " --from hosts")
                .command("plan " + playbook + " --cluster " + cluster)
                .command("run " + playbook + " --cluster " + cluster)
                .line(pace(started))
                .line("\"help\" lists all commands, \"exit\" ends the drill with its debrief.")
                .gap();
    }

    private static String pace(Drills.Started started) {
        if (started.speed().isMax()) {
            return "Time passes only while a command works, as fast as it goes.";
        }
        return started.speed().factor() == 1
                ? "Time runs as on a clock; \"drill run\" with --speed 10 is ten times as fast."
                : "Time runs " + started.speed() + " times as fast as on a clock.";
    }

    @Override
    public List<String> news() {
        List<String> lines = new ArrayList<>();
        for (RunOfDrill.Mark m = news.poll(); m != null; m = news.poll()) {
            lines.add(m.at().toString().substring(11, 16) + " " + Neutral.line(m.what(), 300));
        }
        return lines;
    }

    @Override
    public void waits() {
        if (started.speed().isMax()) {
            still.hold();
        }
    }

    @Override
    public void works() {
        still.release();
    }

    @Override
    public Optional<String> lostByLeaving() {
        return going().map(run ->
                "run "
                        + run.id()
                        + " goes on, and the lab ends with this shell. See it through with"
                        + " \"runs watch "
                        + run.id()
                        + "\"; who leaves again cuts it");
    }

    /** Cuts what still goes on: its hosts are about to be gone. */
    void cut() {
        going().ifPresent(run -> {
            if (Attachment.connect(run) instanceof Outcome.Ok<Attachment>(var attachment)) {
                try (attachment) {
                    attachment.stop(2, Operator.here());
                    while (attachment.next().isPresent()) {
                        // Until its process has said its last word.
                    }
                }
            }
        });
    }

    private Optional<RunDirectory> going() {
        return RunDirectory.list(started.directory().resolve("runs")).reversed().stream()
                .filter(RunDirectory::isGoingOn)
                .findFirst();
    }
}
