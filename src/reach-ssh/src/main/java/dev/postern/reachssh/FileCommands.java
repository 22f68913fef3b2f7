package dev.postern.reachssh;

import dev.postern.core.reach.Command;
import dev.postern.core.reach.Files.Mode;
import dev.postern.core.value.Blob;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@link RemoteFiles} sends: docs/host-commands.md.
 *
 * <p>What belongs together is done by one {@code find}, which runs programs without a shell and
 * stops at the first that fails: a host that answers after seconds, or a sudo that does, is asked
 * three times for a file that is replaced, and not seven times. Since find's own exit status does
 * not tell of programs behind {@code ;}, it is read off its output how far it came.
 */
final class FileCommands {
    /** What {@link #rename} has said once the file has its new name. */
    static final String MOVED = "moved\n";

    /** And once the directories are on the disk. */
    static final String SYNCED = "synced\n";

    private FileCommands() {}

    /** A line of mode, owner, group and size, then the bytes where they are few enough. */
    static Command read(String path, int mostBytes) {
        List<String> words = only(path);
        words.addAll(List.of("-printf", "%m %U %G %s\\n"));
        words.addAll(List.of("-size", "-" + (mostBytes + 1L) + "c"));
        words.addAll(List.of("-exec", "cat", "--", "{}", "+"));
        return Command.asRoot(words);
    }

    /** The bytes, on the disk. */
    static Command write(String path, Blob bytes) {
        return Command.asRoot("dd", "of=" + path, "conv=fsync", "status=none").input(bytes.bytes());
    }

    /** Gives a file its owner and mode, then says its hash. */
    static Command own(String path, Mode mode) {
        String owner =
                Integer.toUnsignedString(mode.owner())
                        + ":"
                        + Integer.toUnsignedString(mode.group());
        List<String> words = only(path);
        words.addAll(List.of("-exec", "chown", owner, "--", "{}", ";"));
        words.addAll(List.of("-exec", "chmod", mode.bits(), "--", "{}", ";"));
        words.addAll(List.of("-exec", "sha256sum", "--", "{}", ";"));
        return Command.asRoot(words);
    }

    /** Gives a file another name on its file system, and syncs these directories. */
    static Command rename(String from, String to, List<String> directories) {
        List<String> words = only(from);
        words.addAll(List.of("-exec", "mv", "-fT", "--", "{}", to, ";", "-printf", "moved\\n"));
        words.addAll(List.of("-exec", "sync", "--"));
        words.addAll(directories);
        words.addAll(List.of(";", "-printf", "synced\\n"));
        return Command.asRoot(words);
    }

    static Command makeDirectory(String path) {
        return Command.asRoot("install", "-d", "-m", "700", "--", path);
    }

    /** Names, each with a NUL behind it. */
    static Command list(String directory) {
        return Command.asRoot(
                "find", directory, "-mindepth", "1", "-maxdepth", "1", "-printf", "%f\\0");
    }

    private static List<String> only(String path) {
        return new ArrayList<>(List.of("find", path, "-maxdepth", "0"));
    }
}
