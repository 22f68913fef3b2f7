package dev.postern.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.Target;
import dev.postern.core.action.Traits.Coverage;
import dev.postern.core.fleet.ClusterName;
import dev.postern.core.fleet.HostId;
import dev.postern.core.value.Percent;
import dev.postern.core.value.Wave;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class WavesTest {
    private static List<Target> hosts(String cluster, int count) {
        List<Target> hosts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            hosts.add(new Target.OfHost(new HostId(new ClusterName(cluster), "cp" + i)));
        }
        return hosts;
    }

    private static List<Integer> sizes(List<Target> targets, Coverage coverage, Wave... waves) {
        return Waves.of(targets, coverage, List.of(waves)).stream().map(List::size).toList();
    }

    private static List<Target> fleet(int clusters, int hostsEach) {
        List<Target> all = new ArrayList<>();
        for (int i = 1; i <= clusters; i++) {
            all.addAll(hosts("c" + i, hostsEach));
        }
        return all;
    }

    @Test
    void no_waves_means_all_at_once() {
        assertThat(sizes(fleet(2, 3), Coverage.EACH)).containsExactly(6);
    }

    @Test
    void one_by_one_is_one_host_of_each_cluster_at_a_time() {
        assertThat(sizes(fleet(3, 3), Coverage.EACH, new Wave.Count(1))).containsExactly(3, 3, 3);
    }

    @Test
    void what_covers_a_cluster_or_nothing_is_never_split() {
        assertThat(sizes(fleet(3, 3), Coverage.ALL, new Wave.Count(1))).containsExactly(3, 3, 3);
        assertThat(
                        Waves.of(fleet(3, 3), Coverage.ALL, List.of(new Wave.Count(1)))
                                .getFirst()
                                .stream()
                                .map(t -> t.cluster().value()))
                .containsOnly("c1");
    }

    @Test
    void what_takes_a_server_away_goes_one_host_of_each_cluster_at_a_time() {
        for (int hosts = 1; hosts <= 5; hosts++) {
            List<Target> fleet = new ArrayList<>(hosts("a", hosts));
            fleet.addAll(hosts("b", 1));

            assertThat(Waves.of(fleet, Coverage.SINGLY, List.of()))
                    .as("no waves asked, %s hosts", hosts)
                    .hasSize(hosts)
                    .allSatisfy(
                            w -> assertThat(w).extracting(Target::cluster).doesNotHaveDuplicates());
        }
    }

    @Test
    void a_playbook_cannot_ask_for_larger_waves_than_the_action_allows() {
        for (Wave asked :
                List.of(
                        new Wave.Count(1),
                        new Wave.Count(2),
                        new Wave.Count(3),
                        new Wave.Share(new Percent(100)))) {
            assertThat(sizes(fleet(2, 3), Coverage.SINGLY, asked))
                    .as("waves: [%s]", asked)
                    .containsExactly(2, 2, 2);
            assertThat(Waves.sizes(fleet(2, 3), Coverage.SINGLY, List.of(asked)))
                    .as("waves: [%s]", asked)
                    .contains("waves of c1: 1, 1, 1; c2: 1, 1, 1 hosts of each cluster");
        }
    }

    @Test
    void the_way_back_is_one_by_one_where_the_way_there_is_and_no_more_than_asked_else() {
        assertThat(Coverage.SINGLY.back()).isEqualTo(Coverage.SINGLY);
        assertThat(Coverage.ALL.back()).isEqualTo(Coverage.EACH);
        assertThat(Coverage.EACH.back()).isEqualTo(Coverage.EACH);
    }

    @Test
    void clusters_and_node_groups_are_counted_over_the_whole_plan() {
        List<Target> clusters = new ArrayList<>();
        for (int i = 1; i <= 48; i++) {
            clusters.add(new Target.OfCluster(new ClusterName("c" + i)));
        }

        assertThat(
                        sizes(
                                clusters,
                                Coverage.EACH,
                                new Wave.Count(1),
                                new Wave.Count(5),
                                new Wave.Share(new Percent(20))))
                .containsExactly(1, 5, 10, 10, 10, 10, 2);
    }
}
