package dev.postern.actions.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.value.JsonValue;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.Test;

import java.util.Optional;

/** Answers of etcd 3.6.4, as it gave them. */
class EtcdStatusTest {
    private static final String ID = "15985099378392235387";

    private static JsonValue list(String... members) {
        return JsonText.parse("[" + String.join(",", members) + "]").got().orElseThrow();
    }

    private static String member(String id, String leader, String errors) {
        return "{\"Endpoint\":\"https://10.97.0.11:2379\",\"Status\":{\"header\":{\"cluster_id\":12101053776118486841,"
                + "\"member_id\":"
                + id
                + ",\"revision\":28,\"raft_term\":2},\"version\":\"3.6.4\",\"dbSize\":21389312,\"leader\":"
                + leader
                + ",\"raftIndex\":33,\"raftTerm\":2,\"raftAppliedIndex\":33,"
                + errors
                + "\"dbSizeInUse\":19386368,\"storageVersion\":\"3.6.0\",\"dbSizeQuota\":20000000,\"downgradeInfo\":{}}}";
    }

    @Test
    void aMemberIsReadWholeThoughItsIdIsBeyondALong() {
        EtcdStatus status = EtcdStatus.parse(list(member(ID, ID, "")));

        assertThat(status.members())
                .containsExactly(
                        new EtcdStatus.Member(
                                "https://10.97.0.11:2379",
                                ID,
                                true,
                                28,
                                21389312,
                                19386368,
                                Optional.of(20000000L)));
        assertThat(status.alarms()).isEmpty();
        assertThat(status.revision()).isEqualTo(28);
    }

    @Test
    void anAlarmThatEachMemberTellsIsOne() {
        String errors =
                "\"errors\":[\"memberID:"
                        + ID
                        + " alarm:NOSPACE \",\"memberID:7 alarm:CORRUPT \"],";

        EtcdStatus status = EtcdStatus.parse(list(member(ID, ID, errors), member("7", ID, errors)));

        assertThat(status.alarms())
                .containsExactly(
                        new EtcdStatus.Alarm(ID, "NOSPACE"), new EtcdStatus.Alarm("7", "CORRUPT"));
        assertThat(status.members())
                .extracting(EtcdStatus.Member::leader)
                .containsExactly(true, false);
    }

    @Test
    void whoKnowsNoLeaderSaysZero() {
        assertThat(EtcdStatus.parse(list(member(ID, "0", ""))).members())
                .extracting(EtcdStatus.Member::leader)
                .containsExactly(false);
        assertThat(EtcdStatus.id(list(member(ID, "0", "")).items().getFirst(), "Status", "leader"))
                .isEmpty();
    }
}
