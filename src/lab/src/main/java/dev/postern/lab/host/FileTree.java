package dev.postern.lab.host;

import dev.postern.lab.host.Errno.Failed;
import dev.postern.lab.host.FileNode.Dir;
import dev.postern.lab.host.FileNode.Disk;
import dev.postern.lab.host.FileNode.Plain;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A host's files, in memory: a root file system and {@code /run}, which is another one. Modes,
 * owners and free space count. Symbolic links do not exist here. Safe for several threads.
 */
public final class FileTree {
    /** Bytes that a file system holds unless something else is said. */
    public static final long ROOMY = 40L << 30;

    private static final int LARGEST = 64 << 20;

    private final Dir root = new Dir(0755, 0, 0, new Disk("/dev/vda1", "/", ROOMY));
    private final Walk walk = new Walk(root);
    private final InstantSource clock;
    private long inodes = 2;

    /**
     * @param clock what files that programs write are stamped with
     */
    public FileTree(InstantSource clock) {
        this.clock = clock;
        Dir run = new Dir(0755, 0, 0, new Disk("tmpfs", "/run", 64L << 20));
        root.children.put("run", run);
        directory("/tmp", 01777);
        directory("/var/lib", 0755);
        directory("/etc/kubernetes/manifests", 0755);
    }

    /** What {@code stat} tells of a file or directory; of a directory nobody asks when. */
    public record Status(
            boolean directory,
            int mode,
            int uid,
            int gid,
            long size,
            long inode,
            Instant modified) {}

    /** What {@code df} tells of a file system; bytes. */
    public record Space(String device, String mount, long size, long used, long available) {}

    // ---- for the model and for tests: as root, never refused for room or rights

    /**
     * Puts a file there, with directories above it where they are missing; as if it had been there
     * for long.
     */
    public synchronized void put(String path, byte[] bytes, int mode, int uid, int gid) {
        int slash = path.lastIndexOf('/');
        Dir dir = directory(path.substring(0, slash), 0755);
        dir.disk.used += bytes.length;
        gone(
                dir.children.put(
                        path.substring(slash + 1),
                        new Plain(
                                bytes.clone(), mode, uid, gid, dir.disk, inodes++, Instant.EPOCH)));
    }

    private static void gone(@Nullable FileNode node) {
        if (node instanceof Plain file && --file.links == 0) {
            file.disk.used -= file.bytes.length;
        }
    }

    /** Makes a directory, with those above it, where it is missing. */
    public synchronized void makeDirectory(String path, int mode) {
        directory(path, mode);
    }

    private Dir directory(String path, int mode) {
        Dir here = root;
        for (String name : Walk.parts(path)) {
            Dir above = here;
            FileNode next =
                    here.children.computeIfAbsent(name, n -> new Dir(mode, 0, 0, above.disk));
            if (!(next instanceof Dir dir)) {
                throw new IllegalArgumentException(path + ": " + name + " is a file");
            }
            here = dir;
        }
        return here;
    }

    /** The file's bytes; empty where there is no such file. */
    public synchronized Optional<byte[]> content(String path) {
        try {
            return walk.find(path, 0) instanceof Plain f
                    ? Optional.of(f.bytes.clone())
                    : Optional.empty();
        } catch (Failed e) {
            return Optional.empty();
        }
    }

    /** Paths of all files below a directory, sorted. */
    public synchronized List<String> filesBelow(String directory) {
        List<String> found = new ArrayList<>();
        try {
            collect(directory.equals("/") ? "" : directory, walk.find(directory, 0), found);
        } catch (Failed e) {
            return List.of();
        }
        return found;
    }

    private static void collect(String path, FileNode node, List<String> found) {
        switch (node) {
            case Plain f -> found.add(path);
            case Dir d -> d.children.forEach((n, c) -> collect(path + "/" + n, c, found));
        }
    }

    /** The file system of this path has no room left, or has some again. */
    public synchronized void full(String path, boolean full) {
        diskOf(path).full = full;
    }

    /** The file system of this path is mounted read-only, or writable again. */
    public synchronized void readOnly(String path, boolean readOnly) {
        diskOf(path).readOnly = readOnly;
    }

    private Disk diskOf(String path) {
        FileNode here = root;
        for (String name : Walk.parts(path)) {
            FileNode next = here instanceof Dir d ? d.children.get(name) : null;
            if (next == null) {
                break;
            }
            here = next;
        }
        return here.disk;
    }

    // ---- system calls, as a user

    public synchronized Status status(String path, int user) throws Failed {
        return switch (walk.find(path, user)) {
            case Dir d -> new Status(true, d.mode, d.uid, d.gid, 4096, 0, Instant.EPOCH);
            case Plain f ->
                    new Status(false, f.mode, f.uid, f.gid, f.bytes.length, f.inode, f.modified);
        };
    }

    public synchronized byte[] read(String path, int user) throws Failed {
        FileNode node = walk.find(path, user);
        if (!(node instanceof Plain file)) {
            throw new Failed(Errno.EISDIR);
        }
        file.may(user, 4);
        return file.bytes.clone();
    }

    /** Writes the whole file, as a program does that truncates it first; mode 0644 where new. */
    public synchronized void write(String path, byte[] bytes, int user) throws Failed {
        Walk.Place place = walk.place(path, user);
        if (place.node() instanceof Dir || path.endsWith("/")) {
            throw new Failed(Errno.EISDIR);
        }
        if (bytes.length > LARGEST) {
            throw new Failed(Errno.EFBIG);
        }
        if (place.node() instanceof Plain file) {
            file.may(user, 2);
            file.disk.need(0);
            file.disk.used -= file.bytes.length;
            // Truncated already, as a real one is, when there is no room for the new bytes.
            file.bytes = new byte[0];
            file.disk.need(bytes.length);
            file.disk.used += bytes.length;
            file.bytes = bytes.clone();
            file.modified = clock.instant();
            return;
        }
        place.dir().may(user, 3);
        place.dir().disk.need(0);
        Plain file =
                new Plain(
                        new byte[0], 0644, user, user, place.dir().disk, inodes++, clock.instant());
        place.dir().children.put(place.name(), file);
        place.dir().disk.need(bytes.length);
        place.dir().disk.used += bytes.length;
        file.bytes = bytes.clone();
    }

    /** Makes one directory. */
    public synchronized void mkdir(String path, int mode, int user) throws Failed {
        Walk.Place place = walk.place(path, user);
        if (place.node() != null) {
            throw new Failed(Errno.EEXIST);
        }
        place.dir().may(user, 3);
        place.dir().disk.need(4096);
        place.dir().children.put(place.name(), new Dir(mode, user, user, place.dir().disk));
    }

    public synchronized void chmod(String path, int mode, int user) throws Failed {
        FileNode node = walk.find(path, user);
        node.mine(user);
        node.mode = mode;
    }

    public synchronized void chown(String path, int uid, int gid, int user) throws Failed {
        FileNode node = walk.find(path, user);
        if (user != 0) {
            throw new Failed(Errno.EPERM);
        }
        node.disk.need(0);
        node.uid = uid;
        node.gid = gid;
    }

    /** rename(2): replaces a file; a directory only where it is empty and ours is one too. */
    public synchronized void rename(String from, String to, int user) throws Failed {
        Walk.Place source = walk.place(from, user);
        if (source.node() == null) {
            throw new Failed(Errno.ENOENT);
        }
        Walk.Place target = walk.place(to, user);
        if (source.node().disk != target.dir().disk) {
            throw new Failed(Errno.EXDEV);
        }
        source.dir().may(user, 3);
        target.dir().may(user, 3);
        target.dir().disk.need(0);
        if (target.node() instanceof Dir d) {
            if (!(source.node() instanceof Dir)) {
                throw new Failed(Errno.EISDIR);
            }
            if (!d.children.isEmpty()) {
                throw new Failed(Errno.ENOTEMPTY);
            }
        } else if (target.node() != null && source.node() instanceof Dir) {
            throw new Failed(Errno.ENOTDIR);
        }
        if (target.node() == source.node()) {
            return;
        }
        source.dir().children.remove(source.name());
        gone(target.dir().children.put(target.name(), source.node()));
    }

    /** link(2). */
    public synchronized void link(String from, String to, int user) throws Failed {
        FileNode source = walk.find(from, user);
        if (source instanceof Dir) {
            throw new Failed(Errno.EPERM);
        }
        Walk.Place target = walk.place(to, user);
        if (target.node() != null) {
            throw new Failed(Errno.EEXIST);
        }
        if (source.disk != target.dir().disk) {
            throw new Failed(Errno.EXDEV);
        }
        target.dir().may(user, 3);
        target.dir().disk.need(0);
        target.dir().children.put(target.name(), source);
        if (source instanceof Plain file) {
            file.links++;
        }
    }

    /** unlink(2). */
    public synchronized void unlink(String path, int user) throws Failed {
        Walk.Place place = walk.place(path, user);
        if (place.node() == null) {
            throw new Failed(Errno.ENOENT);
        }
        if (!(place.node() instanceof Plain file)) {
            throw new Failed(Errno.EISDIR);
        }
        place.dir().may(user, 3);
        file.disk.need(0);
        gone(place.dir().children.remove(place.name()));
    }

    /** Names in a directory, sorted. */
    public synchronized List<String> list(String path, int user) throws Failed {
        if (!(walk.find(path, user) instanceof Dir dir)) {
            throw new Failed(Errno.ENOTDIR);
        }
        dir.may(user, 4);
        return List.copyOf(dir.children.keySet());
    }

    public synchronized Space space(String path, int user) throws Failed {
        Disk disk = walk.find(path, user).disk;
        long used = disk.full ? disk.size : disk.size / 8 + disk.used;
        return new Space(disk.device, disk.mount, disk.size, used, disk.size - used);
    }
}
