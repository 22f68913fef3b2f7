package dev.postern.engine.lease;

import dev.postern.core.fleet.HostId;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Files;
import dev.postern.core.reach.World;
import dev.postern.core.text.Neutral;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Leaves a change's before-state on the host that is changed, so that it can be undone without the
 * console that changed it: {@code /var/lib/postern/RUN/}, or {@code /run/postern/RUN/} where that
 * disk is full.
 */
public final class HostCopies {
    private final World world;
    private final String run;

    public HostCopies(World world, String run) {
        this.world = world;
        this.run = run;
    }

    /**
     * Writes the state and its blobs.
     *
     * @param change names the file
     * @return the failure of the better place, where the copy is in the other one or nowhere
     */
    public Optional<Failure> leave(
            HostId host, String change, JsonValue.Obj before, List<Blob> blobs) {
        Optional<Failure> first = leave(host, "/var/lib/postern/" + run, change, before, blobs);
        if (first.isEmpty()) {
            return first;
        }
        Optional<Failure> second = leave(host, "/run/postern/" + run, change, before, blobs);
        return Optional.of(
                new Failure(
                        first.get().kind(),
                        first.get().what(),
                        first.get().why(),
                        second.isEmpty()
                                ? "the copy is under /run/postern/" + run + ", until a restart"
                                : "the only copy is in the run's directory of this console",
                        first.get().next()));
    }

    private Optional<Failure> leave(
            HostId host, String directory, String change, JsonValue.Obj before, List<Blob> blobs) {
        Files files = world.files(host);
        for (Blob blob : blobs) {
            Outcome<Done> put =
                    files.replace(
                            directory + "/" + blob.sha256(), blob, Files.Mode.ROOT_600, directory);
            if (put.whyNot().isPresent()) {
                return put.whyNot();
            }
        }
        Blob text = Blob.of((JsonText.pretty(before) + "\n").getBytes(StandardCharsets.UTF_8));
        return files.replace(
                        directory + "/" + Neutral.fileName(change) + ".json",
                        text,
                        Files.Mode.ROOT_600,
                        directory)
                .whyNot();
    }
}
