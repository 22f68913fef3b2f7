package dev.postern.console.wiring;

import dev.postern.approval.GivenSignature;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;
import dev.postern.engine.process.RunProcess;
import dev.postern.engine.run.RunSettings;
import dev.postern.journal.EvidencePolicy;
import dev.postern.journal.RunDirectory;
import dev.postern.json.JsonText;
import dev.postern.json.Records;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a console asks of a run's process; a file in the run's directory, mode 0600, because answers
 * and reasons are nobody's business on a command line.
 *
 * @param purpose {@code run, resume, stragglers, undo}
 * @param include steps whose changes are undone although a plain undo leaves them alone
 * @param approval what it has of approvals
 * @param fleet the inventory that was planned with
 * @param state the home's directory for state; of a lab where it holds one
 */
public record RunRequest(
        String purpose,
        List<String> include,
        String operator,
        String reason,
        Optional<String> incident,
        Map<String, String> answers,
        boolean attended,
        boolean strict,
        Optional<Asked> approval,
        String fleet,
        String state) {
    public RunRequest {
        include = List.copyOf(include);
        answers = Map.copyOf(answers);
    }

    /**
     * What it has of approvals.
     *
     * @param signatures of others, as handed in
     * @param alone why the operator takes it without them
     */
    public record Asked(List<GivenSignature> signatures, Optional<String> alone) {
        public Asked {
            signatures = List.copyOf(signatures);
        }
    }

    /** Puts it into the run's directory. */
    public void write(RunDirectory run) throws IOException {
        Path file = run.path().resolve("request.json");
        Path fresh = run.path().resolve("request.json.new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, JsonText.pretty(Records.encode(this)), StandardCharsets.UTF_8);
        Files.move(
                fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Reads it back. */
    public static Outcome<RunRequest> read(RunDirectory run) {
        try {
            return JsonText.parse(Files.readAllBytes(run.path().resolve("request.json")))
                    .then(j -> Records.decode(RunRequest.class, j, Records.Blobs.none()));
        } catch (IOException e) {
            return Outcome.failed(
                    Failure.unchanged(
                            Failure.Kind.BROKEN,
                            "the request of run " + run.id() + " cannot be read",
                            String.valueOf(e.getMessage()),
                            ""));
        }
    }

    RunProcess.Purpose what() {
        return switch (purpose) {
            case "resume" -> new RunProcess.Purpose.Resume();
            case "stragglers" -> new RunProcess.Purpose.Stragglers();
            case "undo" -> new RunProcess.Purpose.Undo(Set.copyOf(include));
            default -> new RunProcess.Purpose.Run();
        };
    }

    RunSettings settings() {
        return new RunSettings(
                operator,
                reason,
                incident,
                answers,
                attended,
                strict ? EvidencePolicy.STRICT : EvidencePolicy.BEST_EFFORT,
                approval.map(Asked::signatures).orElse(List.of()),
                approval.flatMap(Asked::alone),
                true);
    }

    Home home() {
        Path directory = Path.of(state);
        return new Home(
                Path.of(fleet),
                directory.resolve("config.yaml"),
                directory.resolve("playbooks"),
                directory);
    }
}
