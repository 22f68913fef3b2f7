package dev.postern.console.command.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.console.view.Page;
import dev.postern.console.view.Screen;
import dev.postern.core.value.JsonValue;
import dev.postern.core.value.Outcome;
import dev.postern.json.JsonText;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class NowViewTest {
    private static final Map<String, String> PLAIN =
            Map.of("TERM", "xterm", "LANG", "C.UTF-8", "NO_COLOR", "1");

    private static List<String> lines(int columns, int rows, JsonValue.Obj picture) {
        Page page = new Page(Screen.terminal(columns, rows, PLAIN));
        new NowView(picture).on(page);
        return page.lines();
    }

    private static JsonValue.Obj json(String text) {
        return ((Outcome.Ok<JsonValue>) JsonText.parse(text)).value()
                        instanceof JsonValue.Obj picture
                ? picture
                : JsonValue.object();
    }

    private static JsonValue.Obj picture(int working) {
        return json(
                """
                {"now": "2026-11-20T15:40:40Z", "step": "readmit", "wave": "2 of 3",
                 "working": [%s],
                 "clusters": {
                  "eu-1": {"facts": {
                    "api.covered": {"value": true, "at": "2026-11-20T15:10:00Z"},
                    "api.ready": {"value": true, "at": "2026-11-20T15:40:38Z"},
                    "server.cpu": {"value": 0.434, "at": "2026-11-20T15:40:30Z"},
                    "server.restarts": {"unknown": "dark", "at": "2026-11-20T15:40:30Z"}}},
                  "us-1": {"facts": {
                    "api.ready": {"value": true, "at": "2026-11-20T15:37:10Z"},
                    "server.cpu": {"value": 0.1, "at": "2026-11-20T15:36:00Z"}}},
                  "ap-1": {"facts": {}}},
                 "pacers": {
                  "eu-1/cp1 api": {"circuit": "open", "requests": 4, "connections": 2, "held": 1},
                  "us-1/cp1 api": {"circuit": "closed", "requests": 5, "connections": 1, "held": 0}}}
                """
                        .formatted(
                                IntStream.rangeClosed(1, working)
                                        .mapToObj(i ->
                                                """
                                                {"step": "readmit", "target": "eu-%d",
                                                 "doing": "driving", "since": "2026-11-20T15:29:%02dZ"}\
                                                """
                                                        .formatted(i, i))
                                        .collect(Collectors.joining(","))));
    }

    @Test
    void itSaysWhatWasSeenLatelyAndHowOldWhatWasSeenLastIs() {
        assertThat(lines(80, 24, picture(1)))
                .containsExactly(
                        "now: readmit, wave 2 of 3  (15:40:40)",
                        "  readmit eu-1: driving, 11m",
                        "eu-1: api.ready yes  server.cpu 0.43  server.restarts unknown",
                        "us-1: api.ready yes, 3m ago",
                        "sent: 9 requests, 3 connections, 1 held back; resting: eu-1/cp1 api");
    }

    @Test
    void itIsNeverHigherThanHalfTheScreenNorWider() {
        for (int columns : List.of(40, 80)) {
            List<String> lines = lines(columns, 24, picture(30));
            assertThat(lines).hasSizeLessThanOrEqualTo(12);
            assertThat(lines).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(columns));
            assertThat(lines).contains("now: readmit, wave 2 of 3  (15:40:40)");
            assertThat(lines).anyMatch(l -> l.matches("  and \\d+ more"));
            assertThat(lines.getLast()).startsWith("sent: 9 requests");
        }
    }

    @Test
    void whereThereIsRoomItIsFolded() {
        assertThat(lines(40, 40, picture(1)))
                .contains("eu-1: api.ready yes  server.cpu 0.43", "server.restarts unknown");
    }
}
