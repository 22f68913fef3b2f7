package dev.postern.lab.host;

/** What a system call on a host can fail with; the words are glibc's. */
public enum Errno {
    EPERM("Operation not permitted"),
    ENOENT("No such file or directory"),
    EACCES("Permission denied"),
    EEXIST("File exists"),
    EXDEV("Invalid cross-device link"),
    ENOTDIR("Not a directory"),
    EISDIR("Is a directory"),
    EINVAL("Invalid argument"),
    EFBIG("File too large"),
    ENOSPC("No space left on device"),
    EROFS("Read-only file system"),
    ENOTEMPTY("Directory not empty");

    private final String words;

    Errno(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    /** The failure of one call. */
    public static final class Failed extends Exception {
        private static final long serialVersionUID = 1;
        private final Errno errno;

        public Failed(Errno errno) {
            super(errno.words);
            this.errno = errno;
        }

        public Errno errno() {
            return errno;
        }
    }
}
