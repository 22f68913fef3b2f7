package dev.postern.lab.host;

import dev.postern.lab.host.Errno.Failed;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** A file or directory of a {@link FileTree}, on its disk. */
abstract sealed class FileNode {
    int mode;
    int uid;
    int gid;
    final Disk disk;

    FileNode(int mode, int uid, int gid, Disk disk) {
        this.mode = mode;
        this.uid = uid;
        this.gid = gid;
        this.disk = disk;
    }

    /**
     * Refuses what its mode does not allow this user.
     *
     * @param bits 4 to read, 2 to write, 1 to search
     */
    void may(int user, int bits) throws Failed {
        int shift = user == uid ? 6 : user == gid ? 3 : 0;
        if (user != 0 && ((mode >> shift) & bits) != bits) {
            throw new Failed(Errno.EACCES);
        }
    }

    /** Refuses a user who does not own it. */
    void mine(int user) throws Failed {
        if (user != 0 && user != uid) {
            throw new Failed(Errno.EPERM);
        }
        disk.need(0);
    }

    static final class Dir extends FileNode {
        final Map<String, FileNode> children = new TreeMap<>();

        Dir(int mode, int uid, int gid, Disk disk) {
            super(mode, uid, gid, disk);
        }
    }

    static final class Plain extends FileNode {
        byte[] bytes;
        final long inode;
        Instant modified;
        int links = 1;

        Plain(byte[] bytes, int mode, int uid, int gid, Disk disk, long inode, Instant modified) {
            super(mode, uid, gid, disk);
            this.bytes = bytes;
            this.inode = inode;
            this.modified = modified;
        }
    }

    /** A file system: its room, and what is wrong with it. */
    static final class Disk {
        final String device;
        final String mount;
        final long size;
        boolean full;
        boolean readOnly;
        long used;

        Disk(String device, String mount, long size) {
            this.device = device;
            this.mount = mount;
            this.size = size;
        }

        void need(long bytes) throws Failed {
            if (readOnly) {
                throw new Failed(Errno.EROFS);
            }
            if (bytes > 0 && (full || used + bytes > size)) {
                throw new Failed(Errno.ENOSPC);
            }
        }
    }
}
