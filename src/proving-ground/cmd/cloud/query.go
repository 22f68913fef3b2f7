package main

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const (
	namespace = "http://autoscaling.amazonaws.com/doc/2011-01-01/"
	version   = "2011-01-01"
)

var member = regexp.MustCompile(`\.member\.[0-9]+$`)

// What each action takes besides itself and the version.
var takes = map[string][]string{
	"DescribeAutoScalingGroups": {"AutoScalingGroupNames"},
	"UpdateAutoScalingGroup":    {"AutoScalingGroupName", "MinSize", "DesiredCapacity", "MaxSize"},
	"SuspendProcesses":          {"AutoScalingGroupName", "ScalingProcesses"},
	"ResumeProcesses":           {"AutoScalingGroupName", "ScalingProcesses"},
}

type instance struct {
	ID     string `xml:"InstanceId"`
	State  string `xml:"LifecycleState"`
	Health string `xml:"HealthStatus"`
}

type process struct {
	Name string `xml:"ProcessName"`
}

type described struct {
	Name      string     `xml:"AutoScalingGroupName"`
	Least     int        `xml:"MinSize"`
	Most      int        `xml:"MaxSize"`
	Desired   int        `xml:"DesiredCapacity"`
	Instances []instance `xml:"Instances>member"`
	Suspended []process  `xml:"SuspendedProcesses>member"`
}

type fault struct {
	status     int
	code, text string
}

func (g *group) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.lock.Lock()
	defer g.lock.Unlock()
	var answer string
	var no *fault
	if err := r.ParseForm(); err != nil {
		no = invalid(err)
	} else if !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=") {
		no = &fault{http.StatusForbidden, "MissingAuthenticationToken", "the request is not signed"}
	} else {
		answer, no = g.answer(r.PostForm)
	}
	w.Header().Set("Content-Type", "text/xml")
	if no != nil {
		w.WriteHeader(no.status)
		answer = fmt.Sprintf(`<ErrorResponse xmlns="%s"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>ground</RequestId></ErrorResponse>`,
			namespace, no.code, escaped(no.text))
	}
	_, _ = fmt.Fprint(w, answer)
}

func (g *group) answer(form url.Values) (string, *fault) {
	action := form.Get("Action")
	allowed, there := takes[action]
	if !there || form.Get("Version") != version {
		return "", &fault{http.StatusBadRequest, "InvalidAction", "not known here: " + action + " of version " + form.Get("Version")}
	}
	for key := range form {
		if key != "Action" && key != "Version" && !slices.Contains(allowed, member.ReplaceAllString(key, "")) {
			return "", &fault{http.StatusBadRequest, "ValidationError", "not known here: " + key}
		}
	}
	result := ""
	var err error
	switch action {
	case "DescribeAutoScalingGroups":
		result, err = g.describe(members(form, "AutoScalingGroupNames"))
	default:
		if form.Get("AutoScalingGroupName") != g.name {
			return "", &fault{http.StatusBadRequest, "ValidationError", "AutoScalingGroup name not found - " + form.Get("AutoScalingGroupName")}
		}
		if action == "UpdateAutoScalingGroup" {
			err = g.update(form)
		} else {
			err = g.suspend(members(form, "ScalingProcesses"), action == "SuspendProcesses")
		}
	}
	if err != nil {
		return "", invalid(err)
	}
	return fmt.Sprintf(`<%sResponse xmlns="%s">%s<ResponseMetadata><RequestId>ground</RequestId></ResponseMetadata></%sResponse>`,
		action, namespace, result, action), nil
}

func (g *group) update(form url.Values) error {
	sizes := map[string]*int{}
	for _, key := range takes["UpdateAutoScalingGroup"][1:] {
		if form.Has(key) {
			n, err := strconv.Atoi(form.Get(key))
			if err != nil {
				return err
			}
			sizes[key] = &n
		}
	}
	return g.resize(sizes["MinSize"], sizes["DesiredCapacity"], sizes["MaxSize"])
}

func (g *group) describe(names []string) (string, error) {
	if len(names) > 0 && !slices.Contains(names, g.name) {
		return "<DescribeAutoScalingGroupsResult><AutoScalingGroups/></DescribeAutoScalingGroupsResult>", nil
	}
	instances, err := g.instances()
	if err != nil {
		return "", err
	}
	suspended := make([]process, len(g.suspended))
	for i, p := range g.suspended {
		suspended[i].Name = p
	}
	text, err := xml.Marshal(struct {
		XMLName xml.Name  `xml:"DescribeAutoScalingGroupsResult"`
		Group   described `xml:"AutoScalingGroups>member"`
	}{Group: described{g.name, g.least, g.most, g.desired, instances, suspended}})
	return string(text), err
}

// members are a list's values, in the order of their numbers.
func members(form url.Values, list string) []string {
	var all []string
	for i := 1; form.Has(fmt.Sprintf("%s.member.%d", list, i)); i++ {
		all = append(all, form.Get(fmt.Sprintf("%s.member.%d", list, i)))
	}
	return all
}

func invalid(err error) *fault { return &fault{http.StatusBadRequest, "ValidationError", err.Error()} }

func escaped(text string) string {
	var to strings.Builder
	_ = xml.EscapeText(&to, []byte(text))
	return to.String()
}
