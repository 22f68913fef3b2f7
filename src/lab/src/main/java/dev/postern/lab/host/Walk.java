package dev.postern.lab.host;

import dev.postern.lab.host.Errno.Failed;
import dev.postern.lab.host.FileNode.Dir;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The way from the root of a {@link FileTree} to a path, with the rights of a user. */
record Walk(Dir root) {
    /** Where a path ends: the directory above it, and what is there. */
    record Place(Dir dir, String name, @Nullable FileNode node) {}

    Place place(String path, int user) throws Failed {
        List<String> parts = parts(path);
        if (parts.isEmpty()) {
            return new Place(root, ".", root);
        }
        FileNode above = walk(parts.subList(0, parts.size() - 1), user);
        if (!(above instanceof Dir dir)) {
            throw new Failed(Errno.ENOTDIR);
        }
        dir.may(user, 1);
        return new Place(dir, parts.getLast(), dir.children.get(parts.getLast()));
    }

    FileNode find(String path, int user) throws Failed {
        return walk(parts(path), user);
    }

    private FileNode walk(List<String> parts, int user) throws Failed {
        FileNode here = root;
        for (String name : parts) {
            if (!(here instanceof Dir dir)) {
                throw new Failed(Errno.ENOTDIR);
            }
            dir.may(user, 1);
            FileNode next = dir.children.get(name);
            if (next == null) {
                throw new Failed(Errno.ENOENT);
            }
            here = next;
        }
        return here;
    }

    /** Names on the way; a relative path starts at the root, where a login finds itself too. */
    static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String p : path.split("/", -1)) {
            if (p.equals("..")) {
                if (!parts.isEmpty()) {
                    parts.removeLast();
                }
            } else if (!p.isEmpty() && !p.equals(".")) {
                parts.add(p);
            }
        }
        return parts;
    }
}
