package dev.postern.actions.host;

import dev.postern.core.text.Neutral;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The members of etcd one by one, as {@code etcdctl endpoint status --cluster} shows them. Asking
 * is cheap and writes nothing.
 *
 * @param members those that answered, in etcd's order
 * @param alarms what any of them is alarmed of, each once; empty is good
 */
public record EtcdStatus(List<Member> members, List<Alarm> alarms) {
    // Every member says all alarms: "memberID:15985099378392235387 alarm:NOSPACE " (etcd 3.6).
    private static final Pattern ALARM = Pattern.compile("memberID:(\\d{1,20}) alarm:([A-Z]+)");

    public EtcdStatus {
        members = List.copyOf(members);
        alarms = List.copyOf(alarms);
    }

    /**
     * @param endpoint its client URL
     * @param id in decimal; half of all ids are beyond a long
     * @param size of its file, bytes; what the quota is compared with
     * @param inUse of these, bytes; the rest is free for it, but not for the quota, until it is
     *     defragmented
     * @param quota bytes; etcd before 3.6 does not say
     */
    public record Member(
            String endpoint,
            String id,
            boolean leader,
            long revision,
            long size,
            long inUse,
            Optional<Long> quota) {}

    /**
     * @param member its id, in decimal
     * @param kind {@code NOSPACE, CORRUPT}
     */
    public record Alarm(String member, String kind) {
        public boolean isNoSpace() {
            return kind.equals("NOSPACE");
        }

        /** {@code NOSPACE on 15985099378392235387}. */
        @Override
        public String toString() {
            return kind + " on " + member;
        }
    }

    /** The newest revision that any of them has. */
    public long revision() {
        return members.stream().mapToLong(Member::revision).max().orElse(0);
    }

    /** Asked through one member; those that do not answer are missing. */
    public static Outcome<EtcdStatus> of(EtcdContainer etcd) {
        return etcd.endpoints("status").map(EtcdStatus::parse);
    }

    /**
     * Whether a host's own member knows a leader: without one nothing is served, here and
     * elsewhere.
     */
    public static Outcome<Boolean> isLed(EtcdContainer etcd) {
        return etcd.own()
                .map(shown ->
                        shown.items().stream()
                                .anyMatch(m -> id(m, "Status", "leader").isPresent()));
    }

    static EtcdStatus parse(JsonValue list) {
        List<Member> members = new ArrayList<>();
        Set<Alarm> alarms = new LinkedHashSet<>();
        for (JsonValue m : list.items()) {
            String id = id(m, "Status", "header", "member_id").orElse("");
            members.add(
                    new Member(
                            Neutral.line(m.text("Endpoint").orElse(""), 200),
                            id,
                            id(m, "Status", "leader").filter(id::equals).isPresent(),
                            m.whole("Status", "header", "revision").orElse(0L),
                            m.whole("Status", "dbSize").orElse(0L),
                            m.whole("Status", "dbSizeInUse").orElse(0L),
                            m.whole("Status", "dbSizeQuota").filter(q -> q > 0)));
            for (JsonValue error : m.items("Status", "errors")) {
                Matcher said = ALARM.matcher(error.text().orElse(""));
                while (said.find()) {
                    alarms.add(new Alarm(said.group(1), said.group(2)));
                }
            }
        }
        return new EtcdStatus(members, new ArrayList<>(alarms));
    }

    /** An unsigned number of 64 bits, in decimal; empty where there is none, and for 0. */
    static Optional<String> id(JsonValue m, String... where) {
        return m.at(where)
                .flatMap(v ->
                        v instanceof JsonValue.Num(var n)
                                ? Optional.of(n.toPlainString())
                                : Optional.empty())
                .filter(t -> t.matches("[1-9]\\d{0,19}"));
    }
}
