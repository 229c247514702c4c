// render CHART [PATH=VALUE]...: renders a Helm chart to standard output as `helm template` does, for machines without helm.
// What a chart may use here: the templates of Go, the functions of sprig, include, toYaml and required.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

func main() {
	if err := render(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func render(chart string, settings []string) error {
	values, err := read(filepath.Join(chart, "values.yaml"))
	if err != nil {
		return err
	}
	for _, setting := range settings {
		if err := set(values, setting); err != nil {
			return err
		}
	}
	about, err := read(filepath.Join(chart, "Chart.yaml"))
	if err != nil {
		return err
	}
	upper := map[string]interface{}{"Name": about["name"], "Version": about["version"], "AppVersion": about["appVersion"]}
	root := map[string]interface{}{
		"Values":  values,
		"Chart":   upper,
		"Release": map[string]interface{}{"Name": "test", "Namespace": "default", "Service": "Helm"},
	}

	all := template.New("chart").Option("missingkey=zero").Funcs(sprig.TxtFuncMap())
	all.Funcs(template.FuncMap{
		"include": func(name string, data interface{}) (string, error) {
			var out strings.Builder
			err := all.ExecuteTemplate(&out, name, data)
			return out.String(), err
		},
		"toYaml": func(value interface{}) (string, error) {
			out, err := yaml.Marshal(value)
			return strings.TrimSuffix(string(out), "\n"), err
		},
		"required": func(message string, value interface{}) (interface{}, error) {
			if value == nil || value == "" {
				return nil, errors.New(message)
			}
			return value, nil
		},
	})
	files, err := filepath.Glob(filepath.Join(chart, "templates", "*"))
	if err != nil {
		return err
	}
	sort.Strings(files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if _, err := all.New(filepath.Base(file)).Parse(string(text)); err != nil {
			return err
		}
	}
	for _, file := range files {
		if filepath.Ext(file) != ".yaml" {
			continue
		}
		fmt.Printf("---\n# Source: %s\n", filepath.Base(file))
		if err := all.ExecuteTemplate(os.Stdout, filepath.Base(file), root); err != nil {
			return err
		}
	}
	return nil
}

func read(file string) (map[string]interface{}, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	values := map[string]interface{}{}
	return values, yaml.UnmarshalStrict(text, &values)
}

// Sets a value, which is YAML, by its path: autoscaling.enabled=false.
func set(values map[string]interface{}, setting string) error {
	path, text, found := strings.Cut(setting, "=")
	if !found {
		return fmt.Errorf("expected PATH=VALUE, got %q", setting)
	}
	keys := strings.Split(path, ".")
	for _, key := range keys[:len(keys)-1] {
		next, isMap := values[key].(map[string]interface{})
		if !isMap {
			return fmt.Errorf("%s: the chart has no such value", path)
		}
		values = next
	}
	last := keys[len(keys)-1]
	if _, known := values[last]; !known {
		return fmt.Errorf("%s: the chart has no such value", path)
	}
	var value interface{}
	err := yaml.Unmarshal([]byte(text), &value)
	values[last] = value
	return err
}
