package dev.postern.engine.run;

import dev.postern.journal.ChangeState;
import dev.postern.journal.RunState;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** What a run comes to: the three lists, and the exit code. */
final class Ending {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<ExitCode> codes = EnumSet.noneOf(ExitCode.class);
    private final Map<String, Status> items = new LinkedHashMap<>();

    /** Counts targets, or clusters, of a step; a later count of the same replaces the earlier. */
    void count(String step, Map<String, Status> each) {
        lock.lock();
        try {
            each.forEach((what, status) -> {
                String name = what.contains("@") ? what : step + "@" + what;
                items.remove(name);
                items.put(name, status);
            });
        } finally {
            lock.unlock();
        }
    }

    /** A change that nothing was said of yet: from a process before this one. */
    void earlier(String change, Status status) {
        lock.lock();
        try {
            items.putIfAbsent(change, status);
        } finally {
            lock.unlock();
        }
    }

    /** Of steps that were not begun. */
    void left(String step, List<String> clusters) {
        lock.lock();
        try {
            clusters.forEach(c -> items.putIfAbsent(step + "@" + c, Status.STOPPED));
        } finally {
            lock.unlock();
        }
    }

    void add(ExitCode code) {
        lock.lock();
        try {
            codes.add(code);
        } finally {
            lock.unlock();
        }
    }

    void threshold() {
        add(ExitCode.THRESHOLD);
    }

    void abort() {
        add(ExitCode.ABORTED);
    }

    /** A failure that the playbook does not go on past. */
    void failed(StepResult result) {
        switch (result.status()) {
            case REFUSED -> add(ExitCode.REFUSED);
            case FAILED -> add(ExitCode.FAILED);
            case UNREACHABLE -> add(ExitCode.UNREACHABLE);
            case UNVERIFIED -> add(ExitCode.UNVERIFIED);
            case STOPPED -> add(ExitCode.OPEN);
            case SKIPPED, UNDONE, SETTLED -> {}
        }
    }

    RunReport report(RunState state) {
        lock.lock();
        try {
            List<String> done = new ArrayList<>();
            List<String> failed = new ArrayList<>();
            List<String> notReached = new ArrayList<>();
            items.forEach((name, status) -> {
                switch (status) {
                    case SETTLED, UNDONE -> done.add(name);
                    case FAILED, REFUSED, UNVERIFIED -> failed.add(name);
                    case UNREACHABLE, STOPPED -> notReached.add(name);
                    case SKIPPED -> {}
                }
            });
            List<String> open = state.open().stream().map(ChangeState::id).toList();
            List<String> inDoubt = state.inDoubt().stream().map(ChangeState::id).toList();
            Set<ExitCode> all = EnumSet.noneOf(ExitCode.class);
            all.addAll(codes);
            if (!inDoubt.isEmpty()) {
                all.add(ExitCode.IN_DOUBT);
            }
            if (!open.isEmpty()) {
                all.add(ExitCode.OPEN);
            }
            return new RunReport(ExitCode.first(all), done, failed, notReached, open, inDoubt);
        } finally {
            lock.unlock();
        }
    }
}
