package dev.postern.lab.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The model with the proving ground's constants and size, held against what the ground did:
 * docs/calibration.md.
 */
class GroundProfileTest {
    private static final int NODES = 200;

    private static Bench ground() {
        return new Bench(
                        ModelProfile.GROUND,
                        new ClusterShape("ground", 0, 1, NODES, 34, 0.3, 4L << 30, 7))
                .run(120);
    }

    /** Nodes whose lease is fresh, as the ground's herd counts them. */
    private static int fresh(Bench b) {
        int fresh = 0;
        for (int i = 0; i < NODES; i++) {
            fresh += b.t - b.model.lastLease(i) < 40 ? 1 : 0;
        }
        return fresh;
    }

    /**
     * Killed by its liveness probe within ten minutes, which is the ground's word for a lockout.
     */
    private static boolean kills(int loops) {
        return ground().storm(Storm.looping(loops / 2, 2)).run(600).model.servers().restarts(0) > 0;
    }

    @Test
    void theGroundIsCalmWithoutItsOffender() {
        Bench b = ground();
        assertThat(b.staysReady(600)).isTrue();
        assertThat(fresh(b)).isEqualTo(NODES);
        assertThat(b.model.servers().restarts(0)).isZero();
    }

    @Test
    void itLocksOutWhereTheGroundDidAndNotWhereItDidNot() {
        assertThat(kills(2000)).isTrue();
        assertThat(kills(600)).isFalse();
    }

    /** Between 1200 and 1300 on the ground: a change of the model that moves it is noticed here. */
    @Test
    void itsCollapsePointIsTwoThirdsOfTheGrounds() {
        assertThat(kills(750)).isFalse();
        assertThat(kills(800)).isTrue();
    }

    @Test
    void onlyTheFenceFreesItAsOnTheGround() {
        Bench fenced = locked();
        fenced.fence(0);
        fenced.run(150);
        assertThat(fenced.model.servers().lag(0)).isLessThan(1);
        assertThat(fresh(fenced)).isZero();

        Bench relaxed = locked();
        relaxed.relax();
        assertThat(relaxed.run(150).model.servers().lag(0)).isGreaterThan(15);

        Bench revoked = locked();
        revoked.remove("/api/v1/namespaces/telemetry/serviceaccounts/agent");
        assertThat(revoked.run(150).model.servers().lag(0)).isGreaterThan(15);
        assertThat(revoked.model.offenderSilent()).isTrue();
    }

    private static Bench locked() {
        Bench b = ground().storm(Storm.looping(1000, 2));
        while (b.model.servers().restarts(0) == 0 || fresh(b) > 0) {
            assertThat(b.t).as("seconds until it is locked out").isLessThan(1800);
            b.run(1);
        }
        return b;
    }
}
