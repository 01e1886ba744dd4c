/** The lesson the page opens with: the build gives it a head start. */
export const firstLesson = 'first-five-minutes';
