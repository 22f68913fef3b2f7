package dev.postern.actions.certificates;

import dev.postern.actions.certificates.RenewCertificates.KeptFile;
import dev.postern.actions.host.OnHost;
import dev.postern.core.reach.Command;
import dev.postern.core.reach.Done;
import dev.postern.core.reach.Executed;
import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Files that hold private keys, kept on their own host in a directory that is root's alone. Its
 * name follows from what is in it, so that whoever knows the state that was finds it, and keeping
 * the same twice is harmless.
 */
final class KeptFiles {
    /** Beside what the kubelet and kubeadm read, on the same file system. */
    private static final String STAGING = "/etc/kubernetes/.postern";

    private static final String ABOVE = STAGING + "/certificates";
    private static final String BACK = "back";
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final OnHost on;
    private final List<KeptFile> files;

    /**
     * @param files as they were seen
     */
    KeptFiles(OnHost on, List<KeptFile> files) {
        this.on = on;
        this.files = List.copyOf(files);
    }

    /** Where they are kept, or would be. */
    static String directory(List<KeptFile> files) {
        String listing =
                files.stream()
                        .map(f -> f.path() + " " + f.mode() + " " + f.sha256() + "\n")
                        .sorted()
                        .collect(Collectors.joining());
        return ABOVE + "/" + Blob.hash(listing.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    private String directory() {
        return directory(files);
    }

    /** Copies them there and looks whether the copies are what was seen. */
    Outcome<Done> keep() {
        return areThere()
                .then(there -> {
                    if (there) {
                        return Outcome.ok(Done.DONE);
                    }
                    return on.run(asOne(copies(files)))
                            .then(e ->
                                    sums(e).containsAll(wanted())
                                            ? Outcome.ok(Done.DONE)
                                            : Outcome.failed(notKept(e)));
                });
    }

    /**
     * The commands that keep them, as a person would paste them. Not with {@code --parents}: cp of
     * coreutils 9.1 fails with that and {@code -p} unless it runs in the root directory.
     */
    static List<List<String>> copies(List<KeptFile> files) {
        String directory = directory(files);
        Set<String> directories = new TreeSet<>(List.of(STAGING, ABOVE, directory));
        List<List<String>> copies = new ArrayList<>();
        List<String> sync = new ArrayList<>(List.of("sync", "--"));
        List<String> sums = new ArrayList<>(List.of("sha256sum", "--"));
        for (KeptFile f : files) {
            for (int slash = f.path().indexOf('/', 1);
                    slash > 0;
                    slash = f.path().indexOf('/', slash + 1)) {
                directories.add(directory + f.path().substring(0, slash));
            }
            copies.add(copy(f.path(), directory + f.path()));
            sync.add(directory + f.path());
            sums.add(directory + f.path());
        }
        List<String> install = new ArrayList<>(List.of("install", "-d", "-m", "700", "--"));
        install.addAll(directories);
        List<List<String>> all = new ArrayList<>(List.of(install));
        all.addAll(copies);
        all.addAll(List.of(sync, sums));
        return all;
    }

    /** With mode and owner; when it was written is of no use to anybody. */
    private static List<String> copy(String from, String to) {
        return List.of("cp", "--preserve=mode,ownership", "-T", "--", from, to);
    }

    private static String beside(KeptFile f) {
        return STAGING + "/." + f.path().substring(1).replace('/', '_') + ".back";
    }

    /**
     * Puts these of them back, each whole or not at all, with mode and owner; a time of its own, so
     * that whoever read the one before is seen to be stale.
     */
    Outcome<Done> giveBack(Set<String> paths) {
        List<KeptFile> back = files.stream().filter(f -> paths.contains(f.path())).toList();
        return areThere()
                .then(there -> {
                    if (!there) {
                        return Outcome.failed(gone());
                    }
                    return on.run(asOne(returns(files, back)))
                            .then(e ->
                                    e.text().endsWith(BACK + "\n")
                                            ? Outcome.ok(Done.DONE)
                                            : Outcome.failed(notBack(e)));
                });
    }

    /**
     * The commands that put some of them back.
     *
     * @param files all that were kept together
     */
    static List<List<String>> returns(List<KeptFile> files, List<KeptFile> some) {
        List<List<String>> all = new ArrayList<>();
        List<String> sync = new ArrayList<>(List.of("sync", "--"));
        for (KeptFile f : some) {
            String beside = beside(f);
            all.add(copy(directory(files) + f.path(), beside));
            all.add(List.of("mv", "-fT", "--", beside, f.path()));
            sync.add(f.path());
        }
        all.add(sync);
        return all;
    }

    /** Programs one after the other until one fails, in one exchange and without a shell. */
    private static Command asOne(List<List<String>> programs) {
        List<String> words = new ArrayList<>(List.of("find", "/", "-maxdepth", "0"));
        for (List<String> p : programs) {
            words.add("-exec");
            words.addAll(p);
            words.add(";");
        }
        words.addAll(List.of("-printf", BACK + "\\n"));
        return Command.asRoot(words).within(WITHIN);
    }

    private Outcome<Boolean> areThere() {
        List<String> words = new ArrayList<>(List.of("sha256sum", "--"));
        files.forEach(f -> words.add(directory() + f.path()));
        return on.run(Command.asRoot(words).within(WITHIN)).map(e -> sums(e).containsAll(wanted()));
    }

    private Set<String> wanted() {
        return files.stream()
                .map(f -> f.sha256() + "  " + directory() + f.path())
                .collect(Collectors.toSet());
    }

    private static Set<String> sums(Executed e) {
        return new HashSet<>(e.text().lines().toList());
    }

    private Failure notKept(Executed e) {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                on.id() + ": the certificates of now are not safe in " + directory(),
                e.complaint().isEmpty()
                        ? "the copies are not what was seen a moment ago: somebody changes them"
                        : e.complaint(),
                "look what is there, and whether the disk is full: df -h " + STAGING);
    }

    private Failure gone() {
        return Failure.unchanged(
                Failure.Kind.BROKEN,
                on.id() + ": the former certificates are not in " + directory(),
                "somebody removed or changed them",
                "the host's own backup may have them");
    }

    private Failure notBack(Executed e) {
        return new Failure(
                Failure.Kind.BROKEN,
                on.id() + ": not all of the former certificates are back",
                e.complaint(),
                "each file is either the one or the other; all of the former are in " + directory(),
                "then again");
    }
}
