package dev.postern.fleet;

import dev.postern.core.fleet.Cluster;
import dev.postern.core.fleet.Fleet;
import dev.postern.core.fleet.HostId;
import dev.postern.core.problem.Checked;
import dev.postern.core.value.Failure;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.document.YamlText;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A fleet file that leaves one host out, for the night on which that host is down for good: what
 * covers every host of a cluster or nothing could not begin at all.
 */
public final class WithoutHost {
    private WithoutHost() {}

    /** Beside the fleet's own file, for paths in it are relative to it. */
    public static Path file(Path fleet, HostId host) {
        String name = fleet.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        return fleet.resolveSibling(
                name + "-without-" + host.cluster() + "-" + host.host() + ".yaml");
    }

    /**
     * Writes it. It says the same of everything else: it is read again, and compared. Comments are
     * lost. A file that is there is kept where it says the same, and never replaced.
     *
     * @param file the fleet's, which is sound
     * @return the written file; {@code REFUSED} where there is no such host, or it is its cluster's
     *     only one, or the file is there and says something else. Nothing is written then
     */
    public static Outcome<Path> write(Path file, HostId host) {
        Path out = file(file, host);
        return switch (FleetFile.read(file)) {
            case Checked.Faulty<Fleet>(var problems) ->
                    refused(
                            file + " has mistakes",
                            problems.getFirst().line(),
                            "postern fleet check");
            case Checked.Sound<Fleet>(var fleet) ->
                    without(fleet, host)
                            .then(wanted ->
                                    text(file, host).then(bytes -> written(out, bytes, wanted)));
        };
    }

    private static Outcome<Fleet> without(Fleet fleet, HostId host) {
        for (Cluster c : fleet.clusters()) {
            if (c.name().equals(host.cluster())
                    && c.hosts().stream().anyMatch(h -> h.id().equals(host))) {
                return c.hosts().size() > 1
                        ? Outcome.ok(fleet.without(host))
                        : refused(
                                host + " is the only host of its cluster", "nothing would be left");
            }
        }
        return refused("no host " + host, "the fleet has none of that name");
    }

    private static Outcome<byte[]> text(Path file, HostId host) {
        try {
            return YamlText.plain(Files.readAllBytes(file))
                    .map(all -> YamlText.write(without(all, host)));
        } catch (IOException e) {
            return broken(file, e);
        }
    }

    private static JsonValue without(JsonValue fleet, HostId host) {
        if (!(fleet instanceof JsonValue.Obj all)) {
            return fleet;
        }
        List<JsonValue> clusters =
                all.items("clusters").stream()
                        .map(c ->
                                c instanceof JsonValue.Obj cluster
                                                && named(c, host.cluster().value())
                                        ? cluster.with("hosts", others(cluster, host))
                                        : c)
                        .toList();
        return all.with("clusters", JsonValue.array(clusters));
    }

    private static JsonValue others(JsonValue cluster, HostId host) {
        return JsonValue.array(
                cluster.items("hosts").stream().filter(h -> !named(h, host.host())).toList());
    }

    private static boolean named(JsonValue item, String name) {
        return item.text("name").filter(name::equals).isPresent();
    }

    private static Outcome<Path> written(Path out, byte[] bytes, Fleet wanted) {
        boolean same =
                FleetFile.read(out.toString(), bytes, FleetFile.base(out), FleetFile.home())
                                instanceof Checked.Sound<Fleet>(var read)
                        && read.equals(wanted);
        if (!same) {
            return refused(
                    "the fleet without that host cannot be written by a program",
                    "what it would say is not the same of all other hosts",
                    "copy the fleet's file, and take the host out by hand");
        }
        try {
            Files.write(out, bytes, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            if (!(FleetFile.read(out) instanceof Checked.Sound<Fleet>(var there)
                    && there.equals(wanted))) {
                return refused(
                        out + " is there already",
                        "it says something else, and is kept",
                        "move it away, or use it: --fleet " + out);
            }
        } catch (IOException e) {
            return broken(out, e);
        }
        return Outcome.ok(out);
    }

    private static <T> Outcome<T> refused(String what, String why) {
        return refused(what, why, "postern fleet list");
    }

    private static <T> Outcome<T> refused(String what, String why, String next) {
        return Outcome.failed(Failure.unchanged(Failure.Kind.REFUSED, what, why, next));
    }

    private static <T> Outcome<T> broken(Path file, IOException e) {
        return Outcome.failed(
                Failure.unchanged(
                        Failure.Kind.BROKEN,
                        file + " cannot be read or written",
                        String.valueOf(e.getMessage()),
                        ""));
    }
}
