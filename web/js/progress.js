// What a student has answered, kept in this browser: predictions by lesson, points by exercise.
const KEY = "progress";
const read = () => JSON.parse(localStorage.getItem(KEY) || '{"lessons":{},"exercises":{}}');

export const progress = read;

function change(act) {
  const all = read();
  act(all);
  localStorage.setItem(KEY, JSON.stringify(all));
}

// The first answer to a prediction counts; the last one is shown when the lesson is opened again.
export function predicted(lesson, cell, right, key) {
  change((all) => {
    const kept = (all.lessons[lesson] ||= { answers: {} });
    if (key && !(cell in kept.answers)) kept.answers[cell] = right;
    (kept.keys ||= {})[cell] = key;
  });
}

// How a prediction was answered; undefined when it was not. Lessons that were done before answers were kept have been done.
export function answered(lesson, cell) {
  const kept = read().lessons[lesson];
  return kept?.keys ? kept.keys[cell] : kept?.done ? "" : undefined;
}

export function forgotten(lesson) {
  change((all) => { if (all.lessons[lesson]) all.lessons[lesson].keys = {}; });
}

export function finished(lesson) {
  change((all) => { (all.lessons[lesson] ||= { answers: {} }).done = true; });
}

export function earned(exercise, points, possible) {
  change((all) => {
    const before = all.exercises[exercise];
    if (!before || points >= before.points) all.exercises[exercise] = { points, possible };
  });
}

// A student's name or number: exercises come in a variant of their own.
export const seed = () => localStorage.getItem("seed") || "";

export function setSeed(text) {
  localStorage.setItem("seed", text.trim());
}

export function score(lesson) {
  const answers = Object.values(read().lessons[lesson]?.answers || {});
  return [answers.filter(Boolean).length, answers.length];
}
