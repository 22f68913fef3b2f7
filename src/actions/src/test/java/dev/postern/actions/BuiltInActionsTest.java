package dev.postern.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.core.action.About;
import dev.postern.core.action.Action;
import dev.postern.core.action.Catalogue;
import dev.postern.core.action.Probe;

import org.junit.jupiter.api.Test;

import java.lang.reflect.RecordComponent;
import java.util.Optional;
import java.util.stream.Stream;

class BuiltInActionsTest {
    private final Catalogue catalogue = BuiltInActions.catalogue();

    @Test
    void everyParameterSaysWhatItIsAndWhetherItIsRequired() {
        Stream.concat(
                        catalogue.actions().stream().map(Action::parameters),
                        catalogue.probes().stream().map(Probe::parameters))
                .flatMap(c -> Stream.of(c.getRecordComponents()))
                .forEach((RecordComponent c) -> {
                    About about = c.getAnnotation(About.class);
                    assertThat(about).as(c.toString()).isNotNull();
                    assertThat(about.value()).isNotEmpty();
                    if (c.getType() == Optional.class) {
                        assertThat(about.byDefault()).isEmpty();
                    }
                });
    }

    @Test
    void namesAreUniqueAndWordsOfTheLanguage() {
        assertThat(
                        Stream.concat(
                                        catalogue.actions().stream().map(a -> a.traits().name()),
                                        catalogue.probes().stream().map(Probe::name))
                                .toList())
                .doesNotHaveDuplicates()
                .allMatch(n -> n.matches("[a-z]+(-[a-z]+)*"));
        assertThat(catalogue.facts().stream().map(f -> f.name()).toList())
                .doesNotHaveDuplicates()
                .contains(
                        "api.ready",
                        "api.covered",
                        "api.herdSeparable",
                        "hosts.reachable",
                        "etcd.healthy",
                        "etcd.quorum",
                        "offender.silent",
                        "sources.loud",
                        "nodes.back",
                        "server.cpu",
                        "server.restarts");
    }

    @Test
    void everyFactSaysWhereItComesFromAndWhatItCosts() {
        assertThat(catalogue.facts())
                .allSatisfy(f -> {
                    assertThat(f.source()).isNotEmpty();
                    assertThat(f.cost()).isNotEmpty();
                    assertThat(f.window()).isPositive();
                });
    }
}
