package dev.postern.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.Target;
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

    private static List<Integer> sizes(List<Target> targets, boolean whole, Wave... waves) {
        return Waves.of(targets, whole, List.of(waves)).stream().map(List::size).toList();
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
        assertThat(sizes(fleet(2, 3), false)).containsExactly(6);
    }

    @Test
    void one_by_one_is_one_host_of_each_cluster_at_a_time() {
        assertThat(sizes(fleet(3, 3), false, new Wave.Count(1))).containsExactly(3, 3, 3);
    }

    @Test
    void what_covers_a_cluster_or_nothing_is_never_split() {
        assertThat(sizes(fleet(3, 3), true, new Wave.Count(1))).containsExactly(3, 3, 3);
        assertThat(
                        Waves.of(fleet(3, 3), true, List.of(new Wave.Count(1))).getFirst().stream()
                                .map(t -> t.cluster().value()))
                .containsOnly("c1");
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
                                false,
                                new Wave.Count(1),
                                new Wave.Count(5),
                                new Wave.Share(new Percent(20))))
                .containsExactly(1, 5, 10, 10, 10, 10, 2);
    }
}
