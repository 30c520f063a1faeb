package harness

import "fmt"

// Variant is a subject of ours, a wrong one or the one that they are made from, with what it is made of.
type Variant[M any] struct {
	Subject
	Made M
}

// MakeVariant describes a subject; breaks is the clause that it breaks in the scenarios, empty for the sound one.
func MakeVariant[M any](name, breaks, about string, made M, scenarios ...string) Variant[M] {
	return Variant[M]{Subject{Name: name, Breaks: breaks, About: about, Scenarios: scenarios}, made}
}

// FindVariant returns what the subject of that name is made of.
func FindVariant[M any](primitive, name string, variants []Variant[M]) (made M, err error) {
	for i := range variants {
		if variants[i].Name == name {
			return variants[i].Made, nil
		}
	}
	return made, fmt.Errorf("%s has no subject %q", primitive, name)
}

// SubjectsOf lists the package itself and then the variants.
func SubjectsOf[M any](variants []Variant[M]) []Subject {
	subjects := []Subject{{Name: Real, About: "the package itself"}}
	for i := range variants {
		subjects = append(subjects, variants[i].Subject)
	}
	return subjects
}
