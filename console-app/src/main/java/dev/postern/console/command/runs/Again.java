package dev.postern.console.command.runs;

import dev.postern.console.command.Desk;
import dev.postern.console.command.Session;
import dev.postern.console.command.WriteMode;
import dev.postern.console.view.Answer;
import dev.postern.console.wiring.Home;
import dev.postern.console.wiring.Operator;
import dev.postern.console.wiring.RunRequest;
import dev.postern.console.wiring.Still;
import dev.postern.core.value.Failure;
import dev.postern.journal.RunDirectory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes up a run that exists. */
public final class Again {
    private final Desk desk;
    private final Starting starting;
    private final WriteMode write;

    public Again(Desk desk, Starting starting, WriteMode write) {
        this.write = write;
        this.desk = desk;
        this.starting = starting;
    }

    /**
     * Starts a process for it and watches.
     *
     * @param purpose {@code resume}, {@code stragglers} or {@code undo}
     * @param include steps that an undo drives back although a plain one leaves them alone
     */
    public Answer drive(
            RunDirectory run,
            String purpose,
            List<String> include,
            Map<String, String> answers,
            boolean detach,
            Session session) {
        if (run.isAlive()) {
            return Answer.failed(
                    Failure.unchanged(
                            Failure.Kind.REFUSED,
                            "run " + run.id() + " is going on",
                            "a process has it",
                            "postern runs watch " + run.id()));
        }
        Home home = desk.home(session);
        Optional<RunRequest> former = RunRequest.read(run).got();
        Map<String, String> all = new LinkedHashMap<>();
        former.ifPresent(f -> all.putAll(f.answers()));
        all.putAll(answers);
        RunRequest request =
                new RunRequest(
                        purpose,
                        include,
                        Operator.here(),
                        former.map(RunRequest::reason).orElse(""),
                        former.flatMap(RunRequest::incident),
                        all,
                        session.asker().isPresent() && !detach,
                        former.map(RunRequest::strict).orElse(false),
                        former.flatMap(RunRequest::approval),
                        fleet(former, home, session).toString(),
                        home.state().toString());
        try (Still still = Still.of(home)) {
            write.again(run, purpose, request.reason(), still.now(), session);
            return starting.drive(run, request, detach, session, still);
        }
    }

    /**
     * The inventory that the run was planned with, where nobody names another: a run of a fleet
     * without some host is undone without that host too. Where that file is gone, the home's.
     */
    private static Path fleet(Optional<RunRequest> former, Home home, Session session) {
        return session.globals()
                .fleet()
                .or(() -> former.map(f -> Path.of(f.fleet())).filter(Files::isReadable))
                .orElse(home.fleet())
                .toAbsolutePath();
    }
}
