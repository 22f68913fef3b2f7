package dev.postern.lab.cloud;

import dev.postern.lab.model.Chance;
import dev.postern.lab.model.ClusterModel;
import dev.postern.lab.model.NodeGroupModel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** AWS Auto Scaling's query protocol (API reference 2011-01-01), for the groups of the lab. */
final class AutoScaling {
    private static final String SPACE = "http://autoscaling.amazonaws.com/doc/2011-01-01/";
    private static final int INSTANCE = 61;

    /** An answer. */
    record Answered(int status, String xml) {}

    private final Map<String, ClusterModel> groups;
    private final Instant created;

    /**
     * @param groups by their names
     */
    AutoScaling(Map<String, ClusterModel> groups, Instant created) {
        this.groups = new LinkedHashMap<>(groups);
        this.created = created;
    }

    Answered answer(Map<String, String> form, Optional<String> authorization) {
        if (authorization.filter(a -> a.startsWith("AWS4-HMAC-SHA256 ")).isEmpty()) {
            return error(
                    403, "MissingAuthenticationToken", "Request is missing Authentication Token");
        }
        String action = form.getOrDefault("Action", "");
        if (action.equals("DescribeAutoScalingGroups")) {
            return describe(form);
        }
        String name = form.getOrDefault("AutoScalingGroupName", "");
        ClusterModel model = groups.get(name);
        if (model == null) {
            return error(
                    400,
                    "ValidationError",
                    "AutoScalingGroup name not found - AutoScalingGroup '" + name + "' not found");
        }
        List<String> processes = members(form, "ScalingProcesses.member.");
        for (String p : processes) {
            if (!NodeGroupModel.PROCESSES.contains(p)) {
                return error(400, "ValidationError", p + " is not a valid process");
            }
        }
        return switch (action) {
            case "UpdateAutoScalingGroup" -> update(form, model);
            case "SuspendProcesses" -> {
                model.suspendGroup(processes);
                yield done(action);
            }
            case "ResumeProcesses" -> {
                model.resumeGroup(processes);
                yield done(action);
            }
            default ->
                    error(
                            400,
                            "InvalidAction",
                            "Could not find operation " + action + " for version 2011-01-01");
        };
    }

    private Answered update(Map<String, String> form, ClusterModel model) {
        NodeGroupModel g = model.group();
        int least = number(form, "MinSize", g.least());
        int most = number(form, "MaxSize", g.most());
        int desired = number(form, "DesiredCapacity", g.desired());
        if (least > most) {
            return error(
                    400,
                    "ValidationError",
                    "Max bound, "
                            + most
                            + ", must be greater than or equal to min bound, "
                            + least);
        }
        boolean given = form.containsKey("DesiredCapacity");
        if (given && desired < least) {
            return error(
                    400,
                    "ValidationError",
                    "Desired capacity:"
                            + desired
                            + " must be between the specified min size:"
                            + least
                            + " and max size:"
                            + most);
        }
        if (given && desired > most) {
            return error(
                    400,
                    "ValidationError",
                    "New SetDesiredCapacity value "
                            + desired
                            + " is above max value "
                            + most
                            + " for the AutoScalingGroup.");
        }
        model.resizeGroup(least, Math.max(least, Math.min(most, desired)), most);
        return done("UpdateAutoScalingGroup");
    }

    private Answered describe(Map<String, String> form) {
        List<String> wanted = members(form, "AutoScalingGroupNames.member.");
        boolean instances = !form.getOrDefault("IncludeInstances", "true").equals("false");
        StringBuilder out = new StringBuilder();
        groups.forEach((name, model) -> {
            if (wanted.isEmpty() || wanted.contains(name)) {
                group(out, name, model, instances);
            }
        });
        return new Answered(
                200,
                "<DescribeAutoScalingGroupsResponse xmlns=\""
                        + SPACE
                        + "\"><DescribeAutoScalingGroupsResult><AutoScalingGroups>"
                        + out
                        + "</AutoScalingGroups></DescribeAutoScalingGroupsResult>"
                        + metadata()
                        + "</DescribeAutoScalingGroupsResponse>");
    }

    private void group(StringBuilder out, String name, ClusterModel model, boolean instances) {
        NodeGroupModel g = model.group();
        out.append("<member>");
        element(out, "AutoScalingGroupName", name);
        element(
                out,
                "AutoScalingGroupARN",
                "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:lab:autoScalingGroupName/"
                        + name);
        element(out, "MinSize", g.least());
        element(out, "MaxSize", g.most());
        element(out, "DesiredCapacity", g.desired());
        element(out, "DefaultCooldown", 300);
        out.append("<AvailabilityZones><member>eu-central-1a</member></AvailabilityZones>");
        out.append("<LoadBalancerNames/>");
        element(out, "HealthCheckType", "EC2");
        element(out, "HealthCheckGracePeriod", 300);
        out.append("<Instances>");
        Chance chance = new Chance(model.shape().seed() + model.shape().index());
        int size = instances ? model.nodes() : 0;
        for (int i = 0; i < size; i++) {
            out.append("<member>");
            element(out, "InstanceId", "i-0" + chance.hex(16, INSTANCE, i, 0));
            element(out, "AvailabilityZone", "eu-central-1a");
            element(out, "LifecycleState", i < g.desired() ? "InService" : "Terminating");
            element(out, "HealthStatus", "Healthy");
            element(out, "ProtectedFromScaleIn", "false");
            out.append("</member>");
        }
        out.append("</Instances>");
        element(out, "CreatedTime", created);
        out.append("<SuspendedProcesses>");
        for (String p : g.suspended()) {
            out.append("<member>");
            element(out, "ProcessName", p);
            element(out, "SuspensionReason", "User suspended");
            out.append("</member>");
        }
        out.append("</SuspendedProcesses></member>");
    }

    private static Answered done(String action) {
        return new Answered(
                200,
                "<"
                        + action
                        + "Response xmlns=\""
                        + SPACE
                        + "\">"
                        + metadata()
                        + "</"
                        + action
                        + "Response>");
    }

    static Answered error(int status, String code, String message) {
        StringBuilder out = new StringBuilder("<ErrorResponse xmlns=\"" + SPACE + "\"><Error>");
        element(out, "Type", "Sender");
        element(out, "Code", code);
        element(out, "Message", message);
        out.append("</Error><RequestId>00000000-0000-4000-a000-000000000000</RequestId>");
        return new Answered(status, out.append("</ErrorResponse>").toString());
    }

    private static String metadata() {
        return "<ResponseMetadata><RequestId>00000000-0000-4000-a000-000000000000</RequestId>"
                + "</ResponseMetadata>";
    }

    private static List<String> members(Map<String, String> form, String prefix) {
        List<String> all = new ArrayList<>();
        for (int i = 1; form.containsKey(prefix + i); i++) {
            all.add(form.getOrDefault(prefix + i, ""));
        }
        return all;
    }

    private static int number(Map<String, String> form, String name, int otherwise) {
        String text = form.getOrDefault(name, "");
        return text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : otherwise;
    }

    private static void element(StringBuilder out, String name, Object value) {
        String text =
                value.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        out.append('<').append(name).append('>').append(text);
        out.append("</").append(name).append('>');
    }
}
