package dev.postern.fleet;

import dev.postern.core.fleet.Fleet;
import dev.postern.core.problem.Checked;
import dev.postern.core.problem.Problem;
import dev.postern.core.problem.Problems;
import dev.postern.core.text.Neutral;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a fleet's own text cannot show: the files that it names, and names that will not resolve.
 */
final class FleetChecks {
    private FleetChecks() {}

    static FleetFile.Findings findings(
            Checked<Fleet> read, List<Context.NamedFile> files, List<Context.CloudName> names) {
        Problems errors = new Problems();
        Problems warnings = new Problems();
        files.forEach(f -> file(f, errors, warnings));
        Optional<Fleet> fleet = Optional.empty();
        switch (read) {
            case Checked.Faulty<Fleet>(var problems) -> problems.forEach(errors::add);
            case Checked.Sound<Fleet>(var sound) -> {
                fleet = Optional.of(sound);
                names(sound, names, warnings);
            }
        }
        return new FleetFile.Findings(fleet, errors.all(), warnings.all());
    }

    private static void file(Context.NamedFile file, Problems errors, Problems warnings) {
        String shown = Neutral.line(file.path().toString(), 200);
        if (!Files.exists(file.path())) {
            errors.add(problem(file, "there is no file " + shown, Optional.of("a file")));
        } else if (!Files.isRegularFile(file.path())) {
            errors.add(problem(file, shown + " is no file", Optional.of("a file")));
        } else if (!Files.isReadable(file.path())) {
            errors.add(problem(file, shown + " may not be read", Optional.of("read permission")));
        } else if (file.secret() && othersMayRead(file)) {
            warnings.add(
                    problem(
                            file,
                            "others on this machine can read " + shown,
                            Optional.of("chmod 600 " + shown)));
        }
    }

    private static boolean othersMayRead(Context.NamedFile file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file.path());
            return permissions.contains(PosixFilePermission.GROUP_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without owners has no others either.
            return false;
        }
    }

    /** Cloud endpoints are the only names that are dialled; each must be pinned or resolvable. */
    private static void names(Fleet fleet, List<Context.CloudName> names, Problems warnings) {
        for (Context.CloudName name : names) {
            boolean known =
                    Context.literal(name.host()).isPresent()
                            || fleet.pinnedNames().containsKey(name.host())
                            || fleet.resolver().isPresent();
            if (!known) {
                warnings.add(
                        name.at()
                                .source()
                                .problem(
                                        name.at().position(),
                                        "out of reach: " + name.host() + " is not pinned",
                                        "pinned-names: {"
                                                + name.host()
                                                + ": ADDRESS}, or a resolver"));
            }
        }
    }

    private static Problem problem(
            Context.NamedFile file, String message, Optional<String> expected) {
        return file.at()
                .source()
                .problem(file.at().position(), message, expected, Optional.empty());
    }
}
