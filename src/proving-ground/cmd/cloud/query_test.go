package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func ask(t *testing.T, g *group, signed bool, query string) (int, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(query+"&Version=2011-01-01"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if signed {
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=x/20261129/eu-central-1/autoscaling/aws4_request")
	}
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	body, _ := io.ReadAll(w.Result().Body)
	return w.Code, string(body)
}

func new2(t *testing.T) *group {
	g := &group{name: "workers", dir: t.TempDir(), most: 2, desired: 2}
	if err := os.WriteFile(filepath.Join(g.dir, "instances"), []byte("w1 InService\nw2 InService\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return g
}

func TestWhatIsWantedIsKeptAndTold(t *testing.T) {
	g := new2(t)
	ask(t, g, true, "Action=SuspendProcesses&AutoScalingGroupName=workers&ScalingProcesses.member.1=Launch&ScalingProcesses.member.2=AZRebalance")
	code, body := ask(t, g, true, "Action=UpdateAutoScalingGroup&AutoScalingGroupName=workers&MinSize=0&DesiredCapacity=1&MaxSize=2")
	if code != 200 {
		t.Fatal(code, body)
	}
	wanted, _ := os.ReadFile(filepath.Join(g.dir, "wanted"))
	if string(wanted) != "1 Launch AZRebalance\n" {
		t.Fatalf("%q", wanted)
	}
	_, body = ask(t, g, true, "Action=DescribeAutoScalingGroups&AutoScalingGroupNames.member.1=workers")
	for _, part := range []string{"<DesiredCapacity>1</DesiredCapacity>", "<member><ProcessName>Launch</ProcessName></member><member><ProcessName>AZRebalance</ProcessName></member>",
		"<member><InstanceId>i-w1</InstanceId><LifecycleState>InService</LifecycleState>"} {
		if !strings.Contains(body, part) {
			t.Fatal(part, body)
		}
	}
	ask(t, g, true, "Action=ResumeProcesses&AutoScalingGroupName=workers&ScalingProcesses.member.1=Launch")
	if wanted, _ = os.ReadFile(filepath.Join(g.dir, "wanted")); string(wanted) != "1 AZRebalance\n" {
		t.Fatalf("%q", wanted)
	}
}

func TestWhatItDoesNotKnowItRefuses(t *testing.T) {
	for query, code := range map[string]string{
		"Action=TerminateInstanceInAutoScalingGroup":                                                                   "InvalidAction",
		"Action=UpdateAutoScalingGroup&AutoScalingGroupName=workers&VPCZoneIdentifier=x":                               "ValidationError",
		"Action=UpdateAutoScalingGroup&AutoScalingGroupName=others&DesiredCapacity=1":                                  "ValidationError",
		"Action=UpdateAutoScalingGroup&AutoScalingGroupName=workers&DesiredCapacity=3":                                 "ValidationError",
		"Action=SuspendProcesses&AutoScalingGroupName=workers&ScalingProcesses.member.1=" + url.QueryEscape("Power <"): "ValidationError",
	} {
		if status, body := ask(t, new2(t), true, query); status != 400 || !strings.Contains(body, "<Code>"+code+"<") {
			t.Error(query, status, body)
		}
	}
	if status, body := ask(t, new2(t), false, "Action=DescribeAutoScalingGroups"); status != 403 {
		t.Error(status, body)
	}
}
