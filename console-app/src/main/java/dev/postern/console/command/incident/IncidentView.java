package dev.postern.console.command.incident;

import dev.postern.console.command.IncidentLook;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.console.view.View;
import dev.postern.core.value.Durations;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.IncidentState;

/** How an incident stands: in a few lines. */
record IncidentView(IncidentState state) implements View {
    @Override
    public JsonValue.Obj json() {
        JsonValue.Obj json =
                JsonValue.object(
                        "incident",
                        state.id(),
                        "open",
                        state.isOpen(),
                        "operator",
                        state.operator(),
                        "reason",
                        state.reason(),
                        "opened",
                        state.at().toString(),
                        "until",
                        state.until().toString(),
                        "idle",
                        Durations.text(state.idle()),
                        "runs",
                        JsonValue.array(
                                state.runs().stream()
                                        .map(IncidentState.Begun::run)
                                        .distinct()
                                        .map(JsonValue::of)
                                        .toList()));
        return state.closed()
                .map(c ->
                        json.with(
                                "closed",
                                JsonValue.object(
                                        "at",
                                        c.over().toString(),
                                        "why",
                                        c.why(),
                                        "by",
                                        c.by(),
                                        "said",
                                        c.said().orElse(""))))
                .orElse(json);
    }

    @Override
    public void human(Page page) {
        page.line(
                "incident " + state.id() + ": " + (state.isOpen() ? "open" : "closed"),
                state.isOpen() ? Tint.STRONG : Tint.PLAIN);
        page.field("reason", state.reason()).field("operator", state.operator());
        if (state.closed().isPresent()) {
            page.field(
                    "closed",
                    IncidentLook.clock(state.closed().get().over())
                            + ", "
                            + state.closed().get().why());
        } else {
            page.field(
                    "until",
                    IncidentLook.clock(state.until())
                            + ", or when nothing is typed for "
                            + Durations.text(state.idle()));
        }
    }
}
