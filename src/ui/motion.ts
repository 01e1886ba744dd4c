/** Its own file, so that the features are a chunk of their own and not part of the first load. */
export { domAnimation as default } from 'framer-motion';
