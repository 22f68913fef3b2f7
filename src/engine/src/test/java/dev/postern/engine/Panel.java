package dev.postern.engine;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What the dials show, what was done to them, and what is broken. */
public class Panel {
    private final Map<String, Integer> values = new ConcurrentHashMap<>();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private final List<String> drives = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> keeps = new ConcurrentHashMap<>();
    private final Map<String, Integer> looks = new ConcurrentHashMap<>();
    private final Map<String, String> sheets = new ConcurrentHashMap<>();

    /** Whether a look at a dial asks the host that it is on. */
    public volatile boolean areAsked;

    public volatile Runnable onDrive = () -> {};
    public volatile Consumer<String> onLook = target -> {};

    public int get(String dial, String target) {
        return values.getOrDefault(dial + "@" + target, 0);
    }

    public void set(String dial, String target, int value) {
        values.put(dial + "@" + target, value);
    }

    public String sheet(String target) {
        return sheets.getOrDefault(target, "");
    }

    public void sheet(String target, String text) {
        sheets.put(target, text);
    }

    public void looked(String target) {
        looks.merge(target, 1, Integer::sum);
        onLook.accept(target);
    }

    /** How often a target was looked at. */
    public int looks(String target) {
        return looks.getOrDefault(target, 0);
    }

    /**
     * @param what {@code look, drive, cut-off, denied, stuck, refuse, keep}; {@code serves}: it
     *     still does; {@code dry, fogged}: what it needs is not there, or cannot be seen; {@code
     *     strays}: an action that names a target of another cluster; {@code gone}: one that names
     *     it no more
     */
    public void breaks(String what, String target) {
        broken.add(what + " " + target);
    }

    public void mends(String what, String target) {
        broken.remove(what + " " + target);
    }

    public boolean isBroken(String what, String target) {
        return broken.contains(what + " " + target);
    }

    public void drove(String dial, String target, int to) {
        drives.add(dial + "@" + target + "=" + to);
        onDrive.run();
    }

    public List<String> drives() {
        return List.copyOf(drives);
    }

    public void kept(String target) {
        keeps.merge(target, 1, Integer::sum);
    }

    public int keeps(String target) {
        return keeps.getOrDefault(target, 0);
    }
}
