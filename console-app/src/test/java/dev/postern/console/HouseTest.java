package dev.postern.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;

/** The rules of the house, over all modules at once. */
class HouseTest {
    private static JavaClasses all;

    @BeforeAll
    static void read() {
        all =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        // Helpers for tests that come from another room, in a jar.
                        .withImportOption(location -> !location.contains("-tests.jar"))
                        .importPackages("dev.postern");
    }

    @Test
    void allRoomsAreThere() {
        // A rule over nothing holds always.
        for (String room :
                List.of(
                        "core",
                        "json",
                        "document",
                        "fleet",
                        "playbook",
                        "journal",
                        "approval",
                        "pacing",
                        "pinnednames",
                        "engine",
                        "actions",
                        "reachssh",
                        "reachkubernetes",
                        "reachaws",
                        "lab",
                        "drill",
                        "console")) {
            assertThat(all)
                    .as(room)
                    .anyMatch(c -> c.getPackageName().startsWith("dev.postern." + room));
        }
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.postern.(**)").should().beFreeOfCycles().check(all);
    }

    @Test
    void coreKnowsTheJdkAndJspecifyOnly() {
        classes()
                .that()
                .resideInAPackage("dev.postern.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.postern.core..", "java..", "org.jspecify..")
                .check(all);
    }

    @Test
    void springAndTheTerminalAreTheConsolesBusiness() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.postern.console..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "org.jline..")
                .check(all);
    }

    @Test
    void thirdPartyTypesStopAtTheirAdapter() {
        only("dev.postern.reachkubernetes..", "io.fabric8..");
        only("dev.postern.reachssh..", "com.jcraft..");
        only("dev.postern.pacing..", "io.github.resilience4j..");
        only("dev.postern.reachaws..", "software.amazon..");
        only("dev.postern.json..", "tools.jackson..", "com.fasterxml..");
        // A kubeconfig is YAML of another kind than our own files, with values in it that no
        // message may show.
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.postern.document..",
                        "dev.postern.reachkubernetes..",
                        "dev.postern.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.snakeyaml..")
                .check(all);
        only("dev.postern.playbook..", "dev.cel..");
        only("dev.postern.lab..", "org.apache.sshd..", "io.netty..", "org.bouncycastle..");
    }

    private static void only(String adapter, String... library) {
        noClasses()
                .that()
                .resideOutsideOfPackage(adapter)
                .and()
                .resideOutsideOfPackage("dev.postern.testkit..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .check(all);
    }

    @Test
    void publicMethodsOfAdaptersShowNothingOfTheirLibraries() {
        DescribedPredicate<JavaClass> foreign =
                JavaClass.Predicates.resideInAnyPackage(
                        "io.fabric8..",
                        "com.jcraft..",
                        "io.github.resilience4j..",
                        "software.amazon..",
                        "tools.jackson..",
                        "org.snakeyaml..",
                        "dev.cel..");
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage("dev.postern..")
                .should(
                        new ArchCondition<JavaMethod>("show no type of a library") {
                            @Override
                            public void check(JavaMethod method, ConditionEvents events) {
                                boolean shows =
                                        foreign.test(method.getRawReturnType())
                                                || method.getRawParameterTypes().stream()
                                                        .anyMatch(foreign);
                                events.add(
                                        new SimpleConditionEvent(
                                                method, !shows, method.getFullName()));
                            }
                        })
                .check(all);
    }

    @Test
    void allWaitingIsOnThePortTime() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.postern.lab.clock..")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .check(all);
    }
}
