import { openFree, share } from '../boot.ts';
import { Helm, Icon } from '../icons.tsx';
import { lessonsInOrder, titleOf, useLesson } from '../lesson/current.ts';
import { useMode, usePanels } from '../panels.ts';
import { usePrefs } from '../prefs.ts';
import { usePage } from '../store.ts';
import { useLang, useText } from '../text.ts';
import { useScreen } from './screen.ts';
import styles from './shell.module.css';

/** Brand, where one is in the course, and the few things that concern the whole page. */
export function TopBar() {
  const text = useText();
  const mode = useMode();
  const profile = usePage((page) => page.profile);
  const screen = useScreen();
  const open = (dialog: 'course' | 'palette' | 'keys') => () => usePanels.setState({ dialog });
  return (
    <header className={styles.top} data-mode={mode}>
      <Brand />
      {mode === 'full' && <Where />}
      <span className={styles.spring} />
      {mode === 'full' && (
        <span className={styles.profile} title={text('top.profile', { name: text(`profile.${profile}`) })}>
          {text(`profile.${profile}`)}
        </span>
      )}
      <button type="button" className={styles.button} onClick={open('course')}>
        <Icon name="book" size={15} /> <span>{text('top.course')}</span>
      </button>
      {mode === 'first' && (
        <button type="button" className={styles.button} onClick={() => void openFree('lab')}>
          <Icon name="plus" size={14} /> <span>{text('top.free')}</span>
        </button>
      )}
      {mode === 'full' && (
        <>
          <button
            type="button"
            className={styles.iconButton}
            aria-label={text('palette.title')}
            title={`${text('palette.title')} ( / )`}
            onClick={open('palette')}
          >
            <Icon name="search" size={15} />
          </button>
          <button
            type="button"
            className={styles.iconButton}
            aria-label={text('keys.title')}
            title={`${text('keys.title')} ( ? )`}
            onClick={open('keys')}
          >
            <Icon name="help" />
          </button>
        </>
      )}
      {screen === 'tablet' && mode === 'full' && <SideButtons />}
      <LangSwitch />
      <ThemeSwitch />
      {mode === 'full' && (
        <button type="button" className={`${styles.button} ${styles.share}`} onClick={() => void share()}>
          <Icon name="share" size={14} /> <span>{text('top.share')}</span>
        </button>
      )}
    </header>
  );
}

export function Brand() {
  const text = useText();
  return (
    <span className={styles.brand}>
      <Helm size={25} />
      <b>{text('brand.name')}</b>
      <small>{text('brand.sub')}</small>
    </span>
  );
}

/** Tablet: there is no room for the side panel; these open its parts over the graph. */
function SideButtons() {
  const text = useText();
  const { revealed, drawer } = usePanels();
  return (
    <>
      {(['editor', 'terminal', 'inspector'] as const)
        .filter((name) => revealed.has(name))
        .map((name) => (
          <button
            key={name}
            type="button"
            className={styles.iconButton}
            aria-pressed={name === drawer}
            aria-label={text('side.open', { name: text(`side.${name}`) })}
            title={text(`side.${name}`)}
            onClick={() => usePanels.setState({ drawer: name === drawer ? undefined : name })}
          >
            <Icon name={name === 'inspector' ? 'eye' : name} />
          </button>
        ))}
    </>
  );
}

function Where() {
  const text = useText();
  const lang = useLang();
  const { id, course, prose, finished } = useLesson();
  const all = lessonsInOrder(course);
  const track = course.find((t) => id !== undefined && t.lessons.includes(id));
  return (
    <span className={styles.where}>
      {track && <span className={styles.track}>{track[lang]}</span>}
      {track && <Icon name="forward" size={11} />}
      <b>{id === undefined ? text('lesson.free.title') : titleOf(prose, lang).split(':')[0]}</b>
      {all.length > 0 && (
        <span
          className={styles.progress}
          role="img"
          aria-label={text('top.progress', { done: finished.size, all: all.length })}
          title={text('top.progress', { done: finished.size, all: all.length })}
        >
          {all.map((lesson) => (
            <i key={lesson} data-state={finished.has(lesson) ? 'done' : lesson === id ? 'now' : undefined} />
          ))}
        </span>
      )}
    </span>
  );
}

export function LangSwitch() {
  const text = useText();
  const lang = useLang();
  return (
    <span
      className={styles.segments}
      role="group"
      aria-label={text('top.lang', { name: lang === 'ko' ? '한국어' : 'English' })}
    >
      {(['ko', 'en'] as const).map((l) => (
        <button
          key={l}
          type="button"
          lang={l}
          aria-pressed={l === lang}
          onClick={() => usePrefs.getState().set({ lang: l })}
        >
          {l === 'ko' ? '한국어' : 'EN'}
        </button>
      ))}
    </span>
  );
}

export function ThemeSwitch() {
  const text = useText();
  const shown = usePrefs((p) => p.shown);
  const label = text(shown === 'dark' ? 'top.theme.toLight' : 'top.theme.toDark');
  return (
    <button
      type="button"
      className={styles.iconButton}
      aria-label={label}
      title={label}
      onClick={() => usePrefs.getState().set({ theme: shown === 'dark' ? 'light' : 'dark' })}
    >
      <Icon name="theme" />
    </button>
  );
}
