package dev.postern.core.reach;

import dev.postern.core.value.Blob;
import dev.postern.core.value.Failure;
import dev.postern.core.value.Outcome;

import java.util.List;
import java.util.Optional;

/** Files on one host, as root, each operation one argument list. Paths are absolute. */
public interface Files {
    /** The file, or empty where there is none. A file above 16 MiB is {@code BROKEN}. */
    Outcome<Optional<Content>> read(String path);

    /**
     * Puts the file there, whole or not at all: written beside {@code staging}, synced, then
     * renamed.
     *
     * @param staging a directory on the same file system that nothing watches; made with mode 0700
     *     where missing
     * @return ok once renamed and synced; on failure the old file is as it was (or the state is
     *     {@code IN_DOUBT})
     */
    Outcome<Done> replace(String path, Blob bytes, Mode mode, String staging);

    /**
     * Puts a new file there, whole, only where nothing of that name exists; the test and the act
     * are one.
     *
     * @param staging as in {@link #replace}
     * @return whether it was made; false where something was there already, which stays as it is
     */
    Outcome<Boolean> createNew(String path, Blob bytes, Mode mode, String staging);

    /** When one of several new files may be made, so that they come in order. */
    interface Turn {
        /** Waits for nobody. */
        Turn AT_ONCE =
                new Turn() {
                    @Override
                    public boolean comes() {
                        return true;
                    }

                    @Override
                    public void made() {}
                };

        /** Waits for it; false where the file is not to be made any more. */
        boolean comes();

        /** The file was made. Where it was not, whoever called says when the turn is over. */
        void made();
    }

    /**
     * The same, in turn with others: what prepares it is done at once, what makes it when the turn
     * comes.
     *
     * @return {@code ABORTED} where the turn does not come; nothing is made then
     */
    default Outcome<Boolean> createNew(
            String path, Blob bytes, Mode mode, String staging, Turn turn) {
        if (!turn.comes()) {
            return Outcome.failed(notAnyMore(path));
        }
        Outcome<Boolean> made = createNew(path, bytes, mode, staging);
        if (made.got().orElse(false)) {
            turn.made();
        }
        return made;
    }

    /** What is said of a file whose turn did not come. */
    static Failure notAnyMore(String path) {
        return Failure.unchanged(
                Failure.Kind.ABORTED, path + " was not made", "it is not to be any more", "");
    }

    /**
     * Renames within one file system; the target's directory is made with mode 0700 where missing.
     */
    Outcome<Done> move(String from, String to);

    /** Removes a file; a missing one is fine. */
    Outcome<Done> remove(String path);

    /** Names in a directory, sorted; empty where there is no such directory. */
    Outcome<List<String>> list(String directory);

    /** The file's bytes, mode and owner. */
    record Content(Blob bytes, Mode mode) {}

    /** Permission bits in octal ("600"), numeric owner and group. */
    record Mode(String bits, int owner, int group) {
        public static final Mode ROOT_600 = new Mode("600", 0, 0);
    }
}
