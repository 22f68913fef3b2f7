package dev.postern.actions.look;

import dev.postern.actions.host.EtcdStatus;
import dev.postern.core.text.Neutral;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@link Diagnose} found, in lines for people. */
final class DiagnoseLines {
    private DiagnoseLines() {}

    static List<String> of(Diagnose.Found f) {
        List<String> lines = new ArrayList<>();
        lines.add(f.verdict());
        f.workload().ifPresent(w -> lines.add("probably the workload " + w));
        f.alarms().forEach(a -> lines.add("etcd is alarmed: " + a + what(a)));
        for (Diagnose.Server s : f.servers()) {
            lines.add(
                    s.host()
                            + ": API server "
                            + (s.running() ? "runs" : "is down")
                            + ", "
                            + s.restarts()
                            + " restarts, "
                            + s.connections()
                            + " connections from "
                            + s.sources()
                            + " sources"
                            + (s.busiest().isEmpty()
                                    ? ""
                                    : "; busiest: " + String.join(", ", s.busiest())));
        }
        f.groups()
                .forEach(g ->
                        lines.add(
                                "node group "
                                        + g.name()
                                        + ": "
                                        + g.inService()
                                        + " nodes in service, says the cloud"));
        f.etcd().forEach(m -> lines.add(line(m)));
        for (Suspects.Suspect s : f.suspects()) {
            lines.add(
                    percent(s.share())
                            + " "
                            + s.user()
                            + ": "
                            + s.requests()
                            + " requests, "
                            + s.seconds()
                            + " s, "
                            + s.dearest());
        }
        for (Diagnose.Seats s : f.running()) {
            lines.add(s.seats() + " seats, " + s.requests() + " requests: " + s.who());
        }
        f.unseen().forEach(u -> lines.add("not seen: " + u));
        lines.add("this look cost: " + f.cost());
        return lines.stream().map(l -> Neutral.line(l, 300)).toList();
    }

    private static String what(EtcdStatus.Alarm alarm) {
        return alarm.isNoSpace()
                ? ", so nothing but deletes is written: postern clear-etcd-alarm makes room"
                : ", so its data must be mended first";
    }

    private static String line(EtcdStatus.Member m) {
        return m.endpoint()
                + ": etcd, "
                + (m.leader() ? "the leader, " : "")
                + (m.size() >> 20)
                + " MiB"
                + m.quota().map(q -> " of at most " + (q >> 20)).orElse("")
                + ", "
                + (m.inUse() >> 20)
                + " in use";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", share * 100);
    }
}
