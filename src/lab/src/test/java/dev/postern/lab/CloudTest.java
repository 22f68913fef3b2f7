package dev.postern.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.lab.LabSpec.ClusterSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The lab's cloud and its dial rule, from outside. */
class CloudTest {
    private static final String GROUP = "AutoScalingGroupName=eu-1-workers";

    @TempDir Path dir;
    private Lab lab;

    @BeforeEach
    void start() throws IOException {
        lab =
                Lab.start(
                        new LabSpec(
                                "cloud",
                                7,
                                LabSpec.AFTERNOON,
                                0,
                                List.of(ClusterSpec.of("eu-1", 1, 20, "1.30"))),
                        dir);
    }

    @AfterEach
    void stop() throws IOException {
        lab.close();
    }

    private record Answer(int status, String xml) {}

    private Answer post(String form, boolean signed) throws IOException {
        String cloud = lab.operator().getHostAddress().replaceFirst("[0-9]+$", "3");
        HttpURLConnection c =
                (HttpURLConnection)
                        URI.create("http://" + cloud + ":8080/").toURL().openConnection();
        c.setRequestMethod("POST");
        c.setDoOutput(true);
        if (signed) {
            c.setRequestProperty("Authorization", "AWS4-HMAC-SHA256 Credential=lab");
        }
        c.getOutputStream().write((form + "&Version=2011-01-01").getBytes(StandardCharsets.UTF_8));
        int status = c.getResponseCode();
        try (var in = status < 400 ? c.getInputStream() : c.getErrorStream()) {
            return new Answer(status, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aGroupIsDescribedResizedSuspendedAndResumed() throws IOException {
        assertThat(post("Action=DescribeAutoScalingGroups", true).xml())
                .contains(
                        "<DesiredCapacity>20</DesiredCapacity>", "<SuspendedProcesses></Suspended");
        assertThat(
                        post(
                                        "Action=UpdateAutoScalingGroup&"
                                                + GROUP
                                                + "&MinSize=0&DesiredCapacity=5&MaxSize=30",
                                        true)
                                .status())
                .isEqualTo(200);
        post("Action=SuspendProcesses&" + GROUP + "&ScalingProcesses.member.1=Launch", true);
        assertThat(lab.model("eu-1").group().desired()).isEqualTo(5);
        assertThat(post("Action=DescribeAutoScalingGroups", true).xml())
                .contains("<ProcessName>Launch</ProcessName>");
        post("Action=ResumeProcesses&" + GROUP + "&ScalingProcesses.member.1=Launch", true);
        assertThat(lab.model("eu-1").group().suspended()).isEmpty();
    }

    @Test
    void mistakesAreAnsweredInTheProvidersWords() throws IOException {
        Answer unsigned = post("Action=DescribeAutoScalingGroups", false);
        assertThat(unsigned.status()).isEqualTo(403);
        assertThat(unsigned.xml()).contains("<Code>MissingAuthenticationToken</Code>");
        Answer above =
                post("Action=UpdateAutoScalingGroup&" + GROUP + "&DesiredCapacity=999", true);
        assertThat(above.status()).isEqualTo(400);
        assertThat(above.xml()).contains("<Code>ValidationError</Code>", "is above max value");
        assertThat(post("Action=UpdateAutoScalingGroup&AutoScalingGroupName=x", true).xml())
                .contains("AutoScalingGroup name not found");
        assertThat(lab.model("eu-1").group().desired()).isEqualTo(20);
    }

    @Test
    void onlyWhatTheLabIssuedMayBeDialled() throws IOException {
        LabDialRule rule = LabDialRule.read(dir);
        String host = lab.operator().getHostAddress().replaceFirst("[0-9]+$", "11");
        rule.check(new InetSocketAddress(host, 6443));
        rule.check(new InetSocketAddress(host, 2222));
        for (InetSocketAddress other :
                List.of(
                        new InetSocketAddress("127.0.0.1", 6443),
                        new InetSocketAddress(host, 22),
                        new InetSocketAddress("192.0.2.1", 6443))) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> rule.check(other))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching(Pattern.compile("this is a drill: .*").pattern());
        }
    }
}
