package dev.postern.console.command.runs;

import dev.postern.approval.ApprovalText;
import dev.postern.console.view.Page;
import dev.postern.console.view.Tint;
import dev.postern.core.value.JsonValue;
import dev.postern.journal.Consent;
import dev.postern.journal.Event;

import java.util.List;
import java.util.stream.Collectors;

/** Who approved a run, and the mark of one that nobody else did. */
final class ConsentView {
    private ConsentView() {}

    /** A word for a table; empty where there is nothing to say. */
    static String word(Consent consent) {
        return consent.selfApproved().isPresent()
                ? consent.countersigned().isEmpty()
                        ? "SELF-APPROVED"
                        : "SELF-APPROVED, countersigned"
                : "";
    }

    static JsonValue.Obj with(JsonValue.Obj json, Consent consent) {
        JsonValue.Obj out =
                json.with(
                        "approvals",
                        people(
                                consent.approvals().stream()
                                        .map(a -> JsonValue.object("by", a.by(), "key", a.key()))
                                        .toList()));
        if (consent.selfApproved().isEmpty()) {
            return out;
        }
        Event.SelfApproved mark = consent.selfApproved().get();
        return out.with(
                        "selfApproved",
                        JsonValue.object(
                                "by",
                                mark.by(),
                                "reason",
                                mark.reason(),
                                "missing",
                                mark.missing(),
                                "until",
                                mark.until().toString()))
                .with(
                        "countersigned",
                        people(
                                consent.countersigned().stream()
                                        .map(c -> JsonValue.object("by", c.by(), "key", c.key()))
                                        .toList()));
    }

    private static JsonValue people(List<JsonValue.Obj> all) {
        return JsonValue.array(all);
    }

    /**
     * @param run its id, and the digest of its plan, for who countersigns
     */
    static void show(Page page, String run, Consent consent) {
        if (!consent.approvals().isEmpty()) {
            page.field(
                    "approved by",
                    consent.approvals().stream()
                            .map(Event.Approved::by)
                            .collect(Collectors.joining(", ")));
        }
        if (consent.selfApproved().isEmpty()) {
            return;
        }
        Event.SelfApproved mark = consent.selfApproved().get();
        page.line(
                "SELF-APPROVED by "
                        + mark.by()
                        + ", without "
                        + mark.missing()
                        + (mark.missing() == 1 ? " approval" : " approvals")
                        + " that the fleet asks for: "
                        + mark.reason(),
                Tint.BAD);
        if (consent.countersigned().isEmpty()) {
            page.item("for another person to countersign, on any laptop:");
            ApprovalText.ofRun(run, mark.digest()).command().forEach(page::command);
            page.item("then here:");
            page.command("postern runs countersign " + run + " --approval approval.sig");
        } else {
            page.field(
                    "countersigned by",
                    consent.countersigned().stream()
                            .map(Event.Countersigned::by)
                            .collect(Collectors.joining(", ")));
        }
    }
}
